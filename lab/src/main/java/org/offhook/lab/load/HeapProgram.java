package org.offhook.lab.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.offhook.lab.load.ServerProcess.Stack;

/**
 * Heap after full collections: of an established call, with the endpoint's event queue and with a
 * handler that is parked, and of a transaction that lingers after its answer.
 */
public final class HeapProgram {

  private static final int CALLS = 5_000;
  private static final int OPTIONS = 20_000;
  private static final int DRAIN_SECONDS = 36;
  private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");

  private final Sipp sipp;
  private final Figures figures =
      new Figures(List.of("Offhook, event queue", "Offhook, handlers", "JAIN-SIP"));
  private int port = 5700;

  private HeapProgram(Sipp sipp) {
    this.sipp = sipp;
  }

  /**
   * Measures and prints the table.
   *
   * @param arguments how many rounds, 1 if absent
   * @return 0
   * @throws Exception if SIPp or a callee cannot be run
   */
  public static int run(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? 1 : Integer.parseInt(arguments.getFirst());
    var program = new HeapProgram(new Sipp(Files.createTempDirectory("offhook-heap")));
    for (int round = 0; round < rounds; round++) {
      program.measure(Stack.OFFHOOK, "Offhook, event queue");
      program.measure(Stack.OFFHOOK_HANDLERS, "Offhook, handlers");
      program.measure(Stack.JAIN, "JAIN-SIP");
    }
    System.out.println(program.figures.markdown());
    return 0;
  }

  private void measure(Stack stack, String column) throws IOException, InterruptedException {
    try (var server = ServerProcess.start(stack, port++, JVM, List.of())) {
      sipp.run(new Sipp.Run("call", 500, 2_000, 0), server.port());
      sipp.run(new Sipp.Run("options", 500, 2_000, 0), server.port());
      Thread.sleep(DRAIN_SECONDS * 1000L);
      long empty = server.heapBytes();
      var held = sipp.start(new Sipp.Run("hold", 500, CALLS, 60_000), server.port());
      Thread.sleep((CALLS / 500 + DRAIN_SECONDS) * 1000L);
      long calls = server.heapBytes() - empty;
      held.await();
      figures.add("bytes per established call", column, calls / (double) CALLS);
      Thread.sleep(DRAIN_SECONDS * 1000L);
      empty = server.heapBytes();
      sipp.run(new Sipp.Run("options", 2000, OPTIONS, 0), server.port());
      double each = (server.heapBytes() - empty) / (double) OPTIONS;
      int response = Probe.answerLength(server.port());
      figures.add("bytes per lingering transaction of OPTIONS", column, each);
      figures.add("… beyond its response's bytes", column, each - response);
    }
  }

  /** One OPTIONS of the lab itself. */
  static byte[] probe(int localPort, String branch) {
    return """
    OPTIONS sip:service@127.0.0.1 SIP/2.0
    Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%s
    Max-Forwards: 70
    From: <sip:probe@127.0.0.1>;tag=p%s
    To: <sip:service@127.0.0.1>
    Call-ID: %s@127.0.0.1
    CSeq: 1 OPTIONS
    Contact: <sip:probe@127.0.0.1:%d>
    Accept: application/sdp
    Content-Length: 0

    """
        .formatted(localPort, branch, branch, branch, localPort)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}

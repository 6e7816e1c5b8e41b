package org.offhook.lab.load;

import java.io.IOException;
import java.util.List;
import org.offhook.lab.load.ServerProcess.Stack;

/** From the start of a Java process to its first answered OPTIONS, asked every 5 ms. */
public final class StartProgram {

  private static final int ROUNDS = 11;

  private StartProgram() {}

  /**
   * Measures and prints the table.
   *
   * @param arguments how many rounds, 11 if absent
   * @return 0
   * @throws Exception if a callee cannot be run
   */
  public static int run(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? ROUNDS : Integer.parseInt(arguments.getFirst());
    var figures = new Figures(List.of("Offhook", "JAIN-SIP"));
    int port = 5500;
    for (int round = 0; round < rounds; round++) {
      measure(figures, Stack.OFFHOOK, "Offhook", port++);
      measure(figures, Stack.JAIN, "JAIN-SIP", port++);
    }
    System.out.println(figures.markdown());
    return 0;
  }

  private static void measure(Figures figures, Stack stack, String column, int port)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    var process = ServerProcess.spawn(stack, port, List.of("-Xshare:auto"), List.of());
    try {
      Probe.awaitAnswer(port);
      figures.add("ms to the first answer", column, (System.nanoTime() - began) / 1e6);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}

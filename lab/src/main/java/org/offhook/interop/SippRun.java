package org.offhook.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** One run of a SIPp scenario by {@code run-scenario}. */
final class SippRun implements AutoCloseable {

  /** Is there where the kernel has IPv6. */
  static final Path IPV6 = Path.of("/proc/net/if_inet6");

  /** Where an entry of SIPp's file of errors begins. */
  private static final Pattern ERROR =
      Pattern.compile("'?(?=[0-9]{4}-[0-9]{2}-[0-9]{2}\t[0-9]{2}:)");

  private static final Pattern CALL_ID = Pattern.compile("Call-I[dD]:? '([^']+)'");

  private static final Duration START = Duration.ofSeconds(20);

  private final String name;
  private final Child child;
  private final Wire wire;
  private final int port;

  private SippRun(String name, Child child, Wire wire, int port) {
    this.name = name;
    this.child = child;
    this.wire = wire;
    this.port = port;
  }

  /** SIPp calls {@code target}, HOST:PORT. */
  static SippRun calling(String name, String target, Wire wire, Map<String, String> more)
      throws IOException {
    return start(List.of(script(), name, target), name, wire, more);
  }

  /** SIPp waits for the endpoint on {@link #port}; returns when it listens. */
  static SippRun waiting(String name, Wire wire, Map<String, String> more)
      throws IOException, InterruptedException {
    var run = start(List.of(script(), name), name, wire, more);
    try {
      run.child.await("socket of SIPp", START, () -> isBound(run.port, wire));
      return run;
    } catch (IOException | InterruptedException | AssertionError e) {
      run.close();
      throw e;
    }
  }

  private static String script() {
    return Script.at("sipp/run-scenario").toString();
  }

  private static SippRun start(
      List<String> command, String name, Wire wire, Map<String, String> more) throws IOException {
    var folder = Files.createTempDirectory("offhook-sipp-");
    int port = Ports.one();
    var environment = new HashMap<String, String>();
    environment.put("LOCAL_PORT", Integer.toString(port));
    environment.put("MEDIA_PORT", Integer.toString(Ports.block(4)));
    environment.put("TRANSPORT", wire.word());
    environment.put("TRACE", folder.toString());
    environment.put("TIMEOUT", "60");
    environment.put("RECV_TIMEOUT", "20000");
    environment.putAll(more);
    return new SippRun(name, Child.start(command, environment, folder), wire, port);
  }

  /** Whether somebody listens on the port of loopback, as the kernel sees it. */
  static boolean isBound(int port, Wire wire) throws IOException {
    return isBound(wire.word(), "0100007F", port)
        || (Files.exists(IPV6) && isBound(wire.word() + "6", "0".repeat(24) + "01000000", port));
  }

  private static boolean isBound(String table, String address, int port) throws IOException {
    var local = String.format(Locale.ROOT, "%s:%04X", address, port);
    try (var rows = Files.lines(Path.of("/proc/net/" + table), StandardCharsets.US_ASCII)) {
      return rows.map(row -> row.strip().split("\\s+"))
          .anyMatch(
              row ->
                  row.length > 3
                      && row[1].equals(local)
                      && (table.startsWith("udp") || row[3].equals("0A")));
    }
  }

  int port() {
    return port;
  }

  Wire wire() {
    return wire;
  }

  /** Waits for the end: 0 if every message came as the scenario says. */
  int exit() throws IOException, InterruptedException {
    return exit(Duration.ofMinutes(1));
  }

  /** Waits for the end of a run that may take this long. */
  int exit(Duration atMost) throws IOException, InterruptedException {
    return child.exit(atMost.plusSeconds(20));
  }

  /** How many calls went as the scenario says, as SIPp counted them when it ended. */
  int successful() throws IOException {
    var rows = child.text("statistics.csv").lines().map(row -> row.split(";", -1)).toList();
    int column = rows.isEmpty() ? -1 : List.of(rows.getFirst()).indexOf("SuccessfulCall(C)");
    return column < 0 || rows.size() < 2 ? 0 : Integer.parseInt(rows.getLast()[column]);
  }

  /** What SIPp has to say about a failure. */
  String report() throws IOException {
    var errors = child.text("errors.log");
    return name + ": " + (errors.isEmpty() ? child.output() : errors);
  }

  /** What SIPp has to say about the first call that failed; empty if nothing. */
  String firstFailure() throws IOException {
    var errors = List.of(ERROR.split(child.text("errors.log")));
    return errors.stream()
        .filter(error -> CALL_ID.matcher(error).find())
        .findFirst()
        .orElse(errors.getLast())
        .strip();
  }

  /** The Call-ID in such a text; empty if there is none. */
  static String callId(String failure) {
    var match = CALL_ID.matcher(failure);
    return match.find() ? match.group(1) : "";
  }

  @Override
  public void close() {
    child.close();
  }
}

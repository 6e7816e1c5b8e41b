package org.offhook.interop;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A linphonec without sound card and terminal, driven through its input. */
final class Linphone implements AutoCloseable {

  private final Daemon daemon;
  private final int port;

  private Linphone(Daemon daemon, int port) {
    this.daemon = daemon;
    this.port = port;
  }

  static Linphone start(Map<String, String> settings) throws IOException, InterruptedException {
    int port = Ports.block(150);
    var environment = new HashMap<>(settings);
    environment.put("LP_PORT", Integer.toString(port));
    return new Linphone(Daemon.up("linphone/linphone-up", "LP", environment), port);
  }

  String uri(Wire wire) {
    return wire.uri("carol", port);
  }

  /** Types a command such as {@code pause}; returns what linphone says within a moment. */
  String tell(String command) throws IOException, InterruptedException {
    return daemon.control(
        "linphone/linphone-ctl",
        Map.of("LP_DIR", daemon.folder().toString(), "LP_WAIT", "0.2"),
        command);
  }

  /** What it sent and received. */
  String trace() throws IOException {
    return daemon.text("trace.log");
  }

  @Override
  public void close() {
    daemon.close();
  }
}

package org.offhook.interop;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A baresip without sound card and terminal, driven through its control port. */
final class Baresip implements AutoCloseable {

  private final Daemon daemon;
  private final int port;

  private Baresip(Daemon daemon, int port) {
    this.daemon = daemon;
    this.port = port;
  }

  static Baresip start(Map<String, String> settings) throws IOException, InterruptedException {
    int port = Ports.block(200);
    var environment = new HashMap<>(settings);
    environment.put("BS_PORT", Integer.toString(port));
    environment.put("BS_CTRL", Integer.toString(port + 4));
    return new Baresip(Daemon.up("baresip/baresip-up", "BS", environment), port);
  }

  String uri(Wire wire) {
    return wire.uri("bob", port);
  }

  /** Where it is reached over TLS. */
  String secureUri(String host) {
    return "sip:bob@" + host + ":" + (port + 1) + ";transport=tls";
  }

  /** Sends a command such as {@code hold}, or {@code wait} and {@code dial-wait}. */
  String tell(String... command) throws IOException, InterruptedException {
    return daemon.control(
        "baresip/baresip-ctl", Map.of("BS_CTRL", Integer.toString(port + 4)), command);
  }

  String log() throws IOException {
    return daemon.text("baresip.log");
  }

  @Override
  public void close() {
    daemon.close();
  }
}

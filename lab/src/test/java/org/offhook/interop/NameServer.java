package org.offhook.interop;

import java.io.IOException;
import java.util.Map;
import org.offhook.dns.DnsSettings;

/** A dnsmasq with the zones of {@code lab/interop/dns/zone.conf}. */
final class NameServer implements AutoCloseable {

  private final Daemon daemon;
  private final int port;
  private final int sipPort;

  private NameServer(Daemon daemon, int port, int sipPort) {
    this.daemon = daemon;
    this.port = port;
    this.sipPort = sipPort;
  }

  static NameServer start() throws IOException, InterruptedException {
    int port = Ports.one();
    int sipPort = Ports.one();
    var settings =
        Map.of(
            "DNS_PORT", Integer.toString(port),
            "SIP_PORT", Integer.toString(sipPort),
            "SIPS_PORT", Integer.toString(sipPort + 1));
    return new NameServer(Daemon.up("dns/dns-up", "DNS", settings), port, sipPort);
  }

  /** HOST:PORT. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** The port of the servers that the zones name. */
  int sipPort() {
    return sipPort;
  }

  /** Settings that ask this server and no other. */
  DnsSettings settings() {
    return DnsSettings.DEFAULT.withServers(address());
  }

  /** What it was asked, and what it said. */
  String log() throws IOException {
    return daemon.text("dns.log");
  }

  @Override
  public void close() {
    daemon.close();
  }
}

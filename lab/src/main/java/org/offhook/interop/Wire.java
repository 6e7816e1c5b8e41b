package org.offhook.interop;

import org.offhook.Endpoint;
import org.offhook.net.TransportKind;

/** What a test talks over. */
enum Wire {
  UDP(TransportKind.UDP, ""),
  TCP(TransportKind.TCP, ";transport=tcp");

  private final TransportKind kind;
  private final String parameter;

  Wire(TransportKind kind, String parameter) {
    this.kind = kind;
    this.parameter = parameter;
  }

  TransportKind kind() {
    return kind;
  }

  /** The word that scripts take. */
  String word() {
    return this == UDP ? "udp" : "tcp";
  }

  /** The URI of a user on loopback, reached over this. */
  String uri(String user, int port) {
    return "sip:" + user + "@127.0.0.1:" + port + parameter;
  }

  /** The URI of a host on loopback without a user, reached over this. */
  String uri(int port) {
    return "sip:127.0.0.1:" + port + parameter;
  }

  /** Where the endpoint listens on this. */
  int portOf(Endpoint endpoint) {
    return endpoint.listening().stream()
        .filter(each -> each.kind() == kind)
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }
}

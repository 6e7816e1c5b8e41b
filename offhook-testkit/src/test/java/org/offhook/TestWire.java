package org.offhook;

import java.util.Locale;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.TestAuthority;

/** Ways on which the same story is told: each transport, and IPv6. */
enum TestWire {
  UDP(TransportKind.UDP, false),
  TCP(TransportKind.TCP, false),
  TLS(TransportKind.TLS, false),
  DTLS(TransportKind.DTLS, false),
  UDP_IPV6(TransportKind.UDP, true),
  TCP_IPV6(TransportKind.TCP, true),
  TLS_IPV6(TransportKind.TLS, true),
  DTLS_IPV6(TransportKind.DTLS, true);

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private static final int SERVER = 9;

  private final TransportKind kind;
  private final boolean ipv6;

  TestWire(TransportKind kind, boolean ipv6) {
    this.kind = kind;
    this.ipv6 = ipv6;
  }

  private String bare(int number) {
    return (ipv6 ? "2001:db8::" : "10.0.0.") + number;
  }

  /** The address of a host, as in a URI. */
  private String address(int number) {
    return ipv6 ? "[" + bare(number) + "]" : bare(number);
  }

  private Listen listen(int number) {
    return new Listen(java.util.List.of(kind), address(number), kind.secure() ? 5061 : 5060);
  }

  /** An endpoint that speaks this transport only. */
  Endpoint endpoint(SimWorld world, String name, int number) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, bare(number)))
            .listen(listen(number))
            .aor("sip:" + name + "@example.com")
            .tls(tls(number))
            .build());
  }

  /** The registrar and proxy of example.com, which is a name of its host. */
  SipServer server(SimWorld world) throws InterruptedException {
    world.network().name("example.com", bare(SERVER));
    return SipServer.start(
        SipServerOptions.builder()
            .host(world.host("example.com", bare(SERVER)))
            .listen(listen(SERVER))
            .tls(tls(SERVER))
            .domain("example.com")
            .build());
  }

  private TlsSettings tls(int number) {
    if (!kind.secure()) {
      return TlsSettings.defaults();
    }
    var certificate = CA.certificate().address(bare(number)).domain("example.com").issue();
    return TlsSettings.builder().trust(CA.trust()).certificate(certificate.identity()).build();
  }

  private String transport() {
    return ";transport=" + kind.uriToken().toLowerCase(Locale.ROOT);
  }

  /** The registrar. */
  String serverUri() {
    return "sip:example.com" + transport();
  }

  /** A user of example.com, reached by this transport. */
  String uri(String user) {
    return "sip:" + user + "@example.com" + transport();
  }
}

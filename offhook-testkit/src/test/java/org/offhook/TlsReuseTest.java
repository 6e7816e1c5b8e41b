package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.net.ClientCertificates;
import org.offhook.net.TlsSettings;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;
import org.offhook.transport.TransportSettings;

/** Requests back by a TLS connection that the peer opened: RFC 5923 §5, §8. */
@ExtendWith(SimWorldExtension.class)
class TlsReuseTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private static Endpoint endpoint(
      SimWorld world, String domain, String address, TlsSettings.Builder tls, boolean offers)
      throws InterruptedException {
    world.network().name(domain, address);
    var settings = TransportSettings.defaults();
    var limits = settings.connections();
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(domain.substring(0, 1), address))
            .listen(Listen.tls(address, 5061))
            .aor("sip:user@" + domain)
            .transport(
                settings
                    .withConnections(limits.withReuse(new TransportSettings.Reuse(offers, false)))
                    .withTls(tls.trust(CA.trust()).build()))
            .build());
  }

  private static TlsSettings.Builder proving(String domain) {
    return TlsSettings.builder().certificate(CA.certificate().domain(domain).issue().identity());
  }

  private static int connections(Endpoint endpoint) throws InterruptedException {
    var parts = endpoint.parts();
    Pending<Integer> counted = parts.pending();
    parts.command(() -> counted.complete(parts.core().transport().connections()));
    return counted.await();
  }

  /** What both sides do, and how many connections there are in the end; 0: nothing gets through. */
  enum Case {
    PROVED(true, ClientCertificates.NEED, "a.example", 1),
    NOT_OFFERED(false, ClientCertificates.NEED, "a.example", 2),
    NOT_PROVED(true, ClientCertificates.NONE, "a.example", 2),
    ANOTHER_PROVED(true, ClientCertificates.NEED, "other.example", 0);

    private final boolean offered;
    private final ClientCertificates asked;
    private final String proved;
    private final int connections;

    Case(boolean offered, ClientCertificates asked, String proved, int connections) {
      this.offered = offered;
      this.asked = asked;
      this.proved = proved;
      this.connections = connections;
    }
  }

  // a --OPTIONS, Via ;alias--> b by a's connection | a <--OPTIONS-- b, by which?
  @ParameterizedTest
  @EnumSource
  @Rfc("NET-27")
  @EndsQuiet
  void aConnectionCarriesRequestsBackToTheDomainThatItsPeerProvedToBe(Case one, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var asking = proving("b.example").clientCertificates(one.asked);
          try (var a = endpoint(world, "a.example", "10.0.0.1", proving(one.proved), one.offered);
              var b = endpoint(world, "b.example", "10.0.0.2", asking, false)) {
            a.options("sip:user@b.example;transport=tls").awaitOk();
            var back = b.options("sip:user@a.example;transport=tls").await();
            assertThat(back.isOk()).as(back.toString()).isEqualTo(one.connections > 0);
            if (back.isOk()) {
              assertThat(connections(a)).isEqualTo(one.connections);
            }
          }
        });
  }
}

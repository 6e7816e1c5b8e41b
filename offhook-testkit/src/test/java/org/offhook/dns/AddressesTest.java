package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimNameServer;

/** The addresses of a host: RFC 7984 §3 and §4, RFC 6724, RFC 6761; overrides and fall-backs. */
class AddressesTest {

  private final NameBench bench = new NameBench();

  @BeforeEach
  void zone() {
    bench.server.zone(
        """
        dual.example.com. 60 A 10.0.0.2
        dual.example.com. 60 A 10.0.0.3
        dual.example.com. 60 AAAA 2001:db8::2
        six.example.com.  60 AAAA 2001:db8::2
        """);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  @Rfc("NET-09")
  void bothFamiliesAreAskedForAndAllAddressesAreCandidates() {
    assertThat(bench.hops("sip:dual.example.com:5060"))
        .containsExactly("udp:[2001:db8::2]:5060", "udp:10.0.0.2:5060", "udp:10.0.0.3:5060");
    assertThat(bench.server.questions())
        .containsExactlyInAnyOrder("A dual.example.com", "AAAA dual.example.com");
  }

  @Test
  @Rfc("NET-09")
  void aFamilyWithoutRouteIsLeftOutWhereTheOtherHasOne() {
    try (var four = new NameBench(1, "10.0.0.1")) {
      four.server.zone(
          """
          dual.example.com. 60 A 10.0.0.2
          dual.example.com. 60 AAAA 2001:db8::2
          six.example.com.  60 AAAA 2001:db8::2
          """);
      assertThat(four.hops("sip:dual.example.com:5060")).containsExactly("udp:10.0.0.2:5060");
      assertThat(four.hops("sip:six.example.com:5060")).containsExactly("udp:[2001:db8::2]:5060");
    }
  }

  @Test
  void theUserMayPreferAFamily() {
    bench.settings(settings -> settings.withAddresses(AddressPreference.IPV4_FIRST));
    assertThat(bench.hops("sip:dual.example.com:5060"))
        .containsExactly("udp:10.0.0.2:5060", "udp:10.0.0.3:5060", "udp:[2001:db8::2]:5060");
    bench.server.newQuestions();
    bench.settings(s -> s.withAddresses(AddressPreference.IPV4_ONLY).withCacheSize(0));
    assertThat(bench.hops("sip:dual.example.com:5060"))
        .containsExactly("udp:10.0.0.2:5060", "udp:10.0.0.3:5060");
    assertThat(bench.server.newQuestions()).containsExactly("A dual.example.com");
    bench.settings(settings -> settings.withAddresses(AddressPreference.IPV6_ONLY));
    assertThat(bench.hops("sip:dual.example.com:5060")).containsExactly("udp:[2001:db8::2]:5060");
    assertThat(bench.server.newQuestions()).containsExactly("AAAA dual.example.com");
  }

  @Test
  void anOverrideStandsForTheNameAndNobodyIsAsked() {
    bench.settings(settings -> settings.withOverride("Dual.example.com", "10.0.0.7"));
    assertThat(bench.hops("sip:dual.EXAMPLE.com")).containsExactly("udp:10.0.0.7:5060");
    assertThat(bench.server.questions()).isEmpty();
    bench.settings(settings -> settings.withoutOverride("dual.example.com."));
    assertThat(bench.hops("sip:dual.example.com")).hasSize(3);
    assertThat(bench.server.questions()).isNotEmpty();
  }

  @Test
  void localhostAndInvalidAreNeverAskedFor() {
    assertThat(bench.hops("sip:localhost")).containsExactly("udp:[::1]:5060", "udp:127.0.0.1:5060");
    assertThat(bench.hops("sip:app.localhost:5070;transport=tcp"))
        .containsExactly("tcp:[::1]:5070", "tcp:127.0.0.1:5070");
    assertThat(bench.hops("sip:nobody.invalid").getFirst())
        .startsWith("failed: nobody.invalid has no address");
    assertThat(bench.server.questions()).isEmpty();
  }

  @Test
  void whatTheSystemsServersDoNotKnowTheSystemMayKnow() {
    bench.world.network().name("printer.local", "10.0.0.8");
    assertThat(bench.hops("sip:printer.local:5060")).containsExactly("udp:10.0.0.8:5060");
  }

  @Test
  void whatNamedServersDoNotKnowIsNotLookedUpElsewhere() {
    bench.world.network().name("printer.local", "10.0.0.8");
    var own = SimNameServer.on(bench.world, bench.world.host("own", "10.0.0.99"));
    bench.settings(settings -> settings.withServers("10.0.0.99"));
    var located = bench.locate("sip:printer.local:5060");
    assertThat(NameBench.hops(located))
        .containsExactly(
            "failed: host printer.local has no address (A printer.local: no such name; "
                + "AAAA printer.local: no such name)");
    assertThat(own.questions()).hasSize(2);
    assertThat(bench.server.questions()).isEmpty();
  }

  @Test
  @Rfc("NET-12")
  void aServerThatIsSilentAboutNaptrDelaysOnceAndNotForLong() {
    bench.server.silentTo("NAPTR six.example.com", true);
    assertThat(bench.hops("sip:six.example.com")).containsExactly("udp:[2001:db8::2]:5060");
    assertThat(bench.world.now()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3100));
    var before = bench.world.now();
    assertThat(bench.hops("sip:six.example.com")).containsExactly("udp:[2001:db8::2]:5060");
    assertThat(bench.world.now()).isEqualTo(before);
  }

  @Test
  @Rfc("NET-12")
  void locatingEndsInTimeWhateverIsStillAsked() {
    bench.server.silent(true);
    bench.settings(
        settings ->
            settings
                .withServers("10.0.0.53")
                .withTimes(
                    new DnsSettings.Times(
                        Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5))));
    var located = bench.locate("sip:six.example.com");
    assertThat(bench.world.now()).isEqualTo(Duration.ofSeconds(5));
    assertThat(((Located.Failed) located).reason())
        .startsWith("six.example.com could not be located in time (NAPTR six.example.com: no");
    bench.world.assertQuiet();
  }

  @Test
  @Rfc("NET-12")
  void locatingCanBeGivenUp() {
    bench.server.silent(true);
    var told = new java.util.ArrayList<Located>();
    bench.world.onLoop(
        bench.network,
        () -> {
          var uri = org.offhook.message.Uri.parse("sip:six.example.com");
          var search = bench.locator.locate(uri, false, told::add);
          search.cancel();
        });
    bench.world.assertQuiet();
    bench.advance(Duration.ofSeconds(20));
    assertThat(told).isEmpty();
  }
}

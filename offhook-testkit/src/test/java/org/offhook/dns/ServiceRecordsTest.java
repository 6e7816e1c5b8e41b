package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;

/** RFC 3263 §4.2, RFC 2782: which servers the SRV records of a domain name. */
class ServiceRecordsTest {

  private final NameBench bench = new NameBench(1, "10.0.0.1");

  @BeforeEach
  void zone() {
    bench.server.zone(
        """
        _sip._udp.example.com.   60 SRV 1 1 5080 one.example.com.
        _sip._tcp.example.com.   60 SRV 1 1 5070 one.example.com.
        _sips._tcp.example.com.  60 SRV 1 1 5061 one.example.com.
        example.com.             60 A 10.0.0.9
        one.example.com.         60 A 10.0.0.2
        plain.example.com.       60 A 10.0.0.9
        """);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  @Rfc("NET-04")
  void aPortLeavesOnlyTheAddressToBeAsked() {
    assertThat(bench.hops("sip:example.com:5999")).containsExactly("udp:10.0.0.9:5999");
    assertThat(bench.hops("sip:example.com:5999;transport=tcp"))
        .containsExactly("tcp:10.0.0.9:5999");
    assertThat(bench.server.questions()).containsExactly("A example.com", "AAAA example.com");
  }

  @Test
  @Rfc("NET-03")
  void nobodyIsAskedAboutANumericHost() {
    assertThat(bench.hops("sips:10.0.0.2")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sip:10.0.0.2;transport=tls")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.server.questions()).isEmpty();
  }

  @Test
  @Rfc("NET-06")
  void withoutNaptrEachTransportIsAskedFor() {
    assertThat(bench.hops("sip:example.com"))
        .containsExactly("udp:10.0.0.2:5080", "tcp:10.0.0.2:5070");
    assertThat(bench.server.newQuestions())
        .contains("SRV _sip._udp.example.com", "SRV _sip._tcp.example.com")
        .doesNotContain("SRV _sips._tcp.example.com");
    assertThat(bench.hops("sips:example.com")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.server.newQuestions()).containsExactly("SRV _sips._tcp.example.com");
  }

  @Test
  @Rfc("NET-06")
  void tlsComesFirstForSipTooIfItIsPreferred() {
    bench.settings(settings -> settings.withSecureFirst(true));
    assertThat(bench.hops("sip:example.com").getFirst()).isEqualTo("tls:10.0.0.2:5061");
  }

  @Test
  @Rfc({"NET-03", "NET-06"})
  void withoutAUdpSocketItTakesWhatItListensBy() {
    bench.spoken.remove(TransportKind.UDP);
    bench.listened.remove(TransportKind.UDP);
    assertThat(bench.hops("sip:10.0.0.2")).containsExactly("tcp:10.0.0.2:5060");
    assertThat(bench.hops("sip:plain.example.com")).containsExactly("tcp:10.0.0.9:5060");
    assertThat(bench.hops("sip:example.com").getFirst()).isEqualTo("tcp:10.0.0.2:5070");
    assertThat(bench.hops("sip:10.0.0.2;transport=udp")).containsExactly("udp:10.0.0.2:5060");
    bench.listened.clear();
    assertThat(bench.hops("sip:10.0.0.2")).containsExactly("tcp:10.0.0.2:5060");
  }

  @Test
  @Rfc({"NET-03", "NET-06"})
  void whoListensByTlsAloneSendsNothingInTheClearUnasked() {
    bench.spoken.remove(TransportKind.UDP);
    bench.listened.retainAll(Set.of(TransportKind.TLS));
    assertThat(bench.hops("sip:10.0.0.2")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sip:10.0.0.2:5099")).containsExactly("tls:10.0.0.2:5099");
    assertThat(bench.hops("sip:plain.example.com")).containsExactly("tls:10.0.0.9:5061");
    assertThat(bench.hops("sip:example.com")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sip:10.0.0.2;transport=tcp")).containsExactly("tcp:10.0.0.2:5060");
  }

  @Test
  @Rfc("NET-05")
  void naptrRecordsChooseAmongWhatMayBeTakenUnasked() {
    bench.server.zone(
        """
        many.example.  60 NAPTR 10 10 "s" "SIP+D2T" "" _sip._tcp.example.com.
        many.example.  60 NAPTR 20 10 "s" "SIPS+D2T" "" _sips._tcp.example.com.
        many.example.  60 NAPTR 30 10 "s" "SIP+D2U" "" _sip._udp.example.com.
        """);
    assertThat(bench.hops("sip:many.example").getFirst()).isEqualTo("tcp:10.0.0.2:5070");
    bench.settings(settings -> settings.withTransports(TransportKind.UDP, TransportKind.TLS));
    assertThat(bench.hops("sip:many.example").getFirst()).isEqualTo("tls:10.0.0.2:5061");
    bench.settings(settings -> settings.withTransports());
    bench.spoken.remove(TransportKind.UDP);
    bench.listened.retainAll(Set.of(TransportKind.TLS));
    assertThat(bench.hops("sip:many.example").getFirst()).isEqualTo("tls:10.0.0.2:5061");
  }

  @Test
  @Rfc({"NET-03", "NET-06"})
  void theLikedTransportsAreTakenInTheirOrder() {
    bench.settings(settings -> settings.withTransports(TransportKind.TLS, TransportKind.TCP));
    assertThat(bench.hops("sip:10.0.0.2")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sip:example.com"))
        .containsExactly("tls:10.0.0.2:5061", "tcp:10.0.0.2:5070");
    assertThat(bench.hops("sips:10.0.0.2")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sip:10.0.0.2;transport=udp")).containsExactly("udp:10.0.0.2:5060");
    bench.spoken.remove(TransportKind.TLS);
    assertThat(bench.hops("sip:10.0.0.2")).containsExactly("tcp:10.0.0.2:5060");
    bench.settings(settings -> settings.withTransports(TransportKind.TLS));
    assertThat(bench.hops("sip:10.0.0.2"))
        .containsExactly(
            "failed: this endpoint speaks none of the transports that it may take where a URI"
                + " names none: [tls]");
  }

  @Test
  @Rfc("NET-06")
  void withoutAnyServiceRecordTheHostItselfIsTheServer() {
    assertThat(bench.hops("sip:plain.example.com")).containsExactly("udp:10.0.0.9:5060");
    assertThat(bench.hops("sips:plain.example.com")).containsExactly("tls:10.0.0.9:5061");
  }

  @Test
  @Rfc("NET-07")
  void aTransportLeavesOnlyItsServersToBeAsked() {
    assertThat(bench.hops("sip:example.com;transport=tcp")).containsExactly("tcp:10.0.0.2:5070");
    assertThat(bench.server.newQuestions())
        .containsExactly("SRV _sip._tcp.example.com", "A one.example.com", "AAAA one.example.com");
    assertThat(bench.hops("sip:example.com;transport=tls")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sips:example.com;transport=tcp")).containsExactly("tls:10.0.0.2:5061");
    assertThat(bench.hops("sip:example.com;transport=udp")).containsExactly("udp:10.0.0.2:5080");
    assertThat(bench.hops("sip:plain.example.com;transport=tls"))
        .containsExactly("tls:10.0.0.9:5061");
    assertThat(bench.server.questions()).noneMatch(question -> question.startsWith("NAPTR"));
  }

  @Test
  @Rfc("NET-10")
  void aSipsUriIsNeverDowngraded() {
    bench.spoken.remove(TransportKind.TLS);
    assertThat(bench.hops("sips:example.com"))
        .containsExactly("failed: a sips URI needs TLS, which this endpoint does not speak");
    assertThat(bench.hops("sips:example.com;transport=tcp").getFirst())
        .startsWith("failed: a sips URI needs TLS");
    assertThat(bench.server.questions()).isEmpty();
  }

  @Test
  @Rfc("NET-08")
  void lowerPrioritiesComeFirst() {
    bench.server.zone(
        """
        _sip._udp.ranks.example.com. 60 SRV 30 0 5003 one.example.com.
        _sip._udp.ranks.example.com. 60 SRV 10 0 5001 one.example.com.
        _sip._udp.ranks.example.com. 60 SRV 20 0 5002 one.example.com.
        """);
    assertThat(bench.hops("sip:ranks.example.com;transport=udp"))
        .containsExactly("udp:10.0.0.2:5001", "udp:10.0.0.2:5002", "udp:10.0.0.2:5003");
  }

  @Test
  @Rfc("NET-08")
  void withinAPriorityEachServerGetsItsShare() {
    bench.server.zone(
        """
        _sip._udp.weight.example.com. 86400 SRV 10 70 5060 h1.example.com.
        _sip._udp.weight.example.com. 86400 SRV 10 20 5060 h2.example.com.
        _sip._udp.weight.example.com. 86400 SRV 10 10 5060 h3.example.com.
        _sip._udp.weight.example.com. 86400 SRV 10 0 5060 h4.example.com.
        h1.example.com. 86400 A 10.0.1.1
        h2.example.com. 86400 A 10.0.1.2
        h3.example.com. 86400 A 10.0.1.3
        h4.example.com. 86400 A 10.0.1.4
        """);
    bench.server.negativeTtl(86_400);
    int picks = 10_000;
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < picks; i++) {
      var hops = bench.hops("sip:weight.example.com");
      assertThat(hops).hasSize(4);
      firsts.merge(hops.getFirst(), 1, Integer::sum);
    }
    int point = picks / 100;
    assertThat(firsts.get("udp:10.0.1.1:5060")).isBetween(68 * point, 72 * point);
    assertThat(firsts.get("udp:10.0.1.2:5060")).isBetween(18 * point, 22 * point);
    assertThat(firsts.get("udp:10.0.1.3:5060")).isBetween(8 * point, 12 * point);
    assertThat(firsts.get("udp:10.0.1.4:5060")).isBetween(1, 2 * point);
    assertThat(bench.server.questions()).hasSize(11);
  }

  @Test
  @Rfc("NET-08")
  void aDotAsTargetSaysThatTheServiceIsNotOffered() {
    bench.server.zone(
        """
        _sip._udp.none.example.com. 60 SRV 0 0 0 .
        none.example.com.           60 A 10.0.0.9
        """);
    assertThat(bench.hops("sip:none.example.com;transport=udp").getFirst())
        .startsWith("failed: the domain none.example.com does not offer this service");
  }

  @Test
  void serversWithoutAddressAreLeftOut() {
    bench.server.zone(
        """
        _sip._udp.half.example.com.  60 SRV 1 1 5060 gone.example.com.
        _sip._udp.half.example.com.  60 SRV 2 1 5060 one.example.com.
        _sip._udp.empty.example.com. 60 SRV 1 1 5060 gone.example.com.
        empty.example.com.           60 A 10.0.0.9
        """);
    assertThat(bench.hops("sip:half.example.com")).containsExactly("udp:10.0.0.2:5060");
    assertThat(bench.hops("sip:empty.example.com").getFirst())
        .startsWith("failed: no server of empty.example.com has an address");
  }

  @Test
  void addressesBesideTheAnswerAreUsedIfTheyLieInTheDomain() {
    bench.server.additional(true);
    bench.server.zone(
        """
        _sip._udp.far.example.com. 60 SRV 1 1 5060 one.other.com.
        one.other.com.             60 A 10.0.0.7
        """);
    assertThat(bench.hops("sip:example.com;transport=udp")).containsExactly("udp:10.0.0.2:5080");
    assertThat(bench.server.newQuestions())
        .containsExactly("SRV _sip._udp.example.com", "AAAA one.example.com");
    assertThat(bench.hops("sip:far.example.com;transport=udp"))
        .containsExactly("udp:10.0.0.7:5060");
    assertThat(bench.server.newQuestions())
        .containsExactly("SRV _sip._udp.far.example.com", "A one.other.com", "AAAA one.other.com");
  }

  @Test
  void theServerThatAnsweredComesFirstInItsRankOnly() {
    bench.server.zone(
        """
        _sip._udp.rank.example.com. 60 SRV 1 1 5001 one.example.com.
        _sip._udp.rank.example.com. 60 SRV 2 1 5002 one.example.com.
        _sip._udp.rank.example.com. 60 SRV 2 1 5003 one.example.com.
        """);
    var found = (Located.Found) bench.locate("sip:rank.example.com");
    var last = found.hops().getLast();
    assertThat(found.preferring(last.address()).hops())
        .extracting(hop -> hop.address().getPort())
        .containsExactly(5001, last.address().getPort(), found.hops().get(1).address().getPort());
  }
}

package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;

/** RFC 3263 §4.1: which transport a domain's NAPTR records choose. */
class NaptrChoiceTest {

  private final NameBench bench = new NameBench(1, "10.0.0.1");

  @BeforeEach
  void zone() {
    bench.server.zone(
        """
        example.com.              60 NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp.example.com.
        example.com.              60 NAPTR 20 20 "s" "SIP+D2U" "" _sip._udp.example.com.
        example.com.              60 NAPTR 20 10 "s" "SIP+D2T" "" _sip._tcp.example.com.
        _sips._tcp.example.com.   60 SRV 1 1 5061 one.example.com.
        _sip._tcp.example.com.    60 SRV 1 1 5070 one.example.com.
        _sip._udp.example.com.    60 SRV 1 1 5080 one.example.com.
        one.example.com.          60 A 10.0.0.2
        """);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  @Rfc("NET-05")
  void theLowestOrderThatIsSpokenIsTakenThenByPreference() {
    assertThat(bench.hops("sip:bob@example.com")).containsExactly("tls:10.0.0.2:5061");

    bench.spoken.remove(TransportKind.TLS);
    assertThat(bench.hops("sip:bob@example.com"))
        .containsExactly("tcp:10.0.0.2:5070", "udp:10.0.0.2:5080");

    bench.spoken.remove(TransportKind.TCP);
    assertThat(bench.hops("sip:bob@example.com")).containsExactly("udp:10.0.0.2:5080");
  }

  @Test
  @Rfc("NET-05")
  void otherServicesAreDropped() {
    bench.server.zone(
        """
        mixed.example.com. 60 NAPTR 1 1 "u" "E2U+sip" "!^.*$!sip:no@example.com!" .
        mixed.example.com. 60 NAPTR 2 1 "s" "SIP+D2S" "" _sip._sctp.example.com.
        mixed.example.com. 60 NAPTR 3 1 "s" "XYZ+D2Q" "" _xyz._q.example.com.
        mixed.example.com. 60 NAPTR 9 1 "S" "sip+d2u" "" _sip._udp.example.com.
        """);
    assertThat(bench.hops("sip:mixed.example.com")).containsExactly("udp:10.0.0.2:5080");
    assertThat(bench.server.questions())
        .noneMatch(question -> question.contains("sctp") || question.contains("xyz"));
  }

  @Test
  @Rfc({"NET-05", "NET-10"})
  void forASipsUriOnlyWhatIsSecureCounts() {
    assertThat(bench.hops("sips:bob@example.com")).containsExactly("tls:10.0.0.2:5061");
    bench.server.zone(
        """
        plain.example.com.            60 NAPTR 1 1 "s" "SIP+D2T" "" _sip._tcp.example.com.
        _sips._tcp.plain.example.com. 60 SRV 1 1 5999 one.example.com.
        """);
    assertThat(bench.hops("sips:plain.example.com")).containsExactly("tls:10.0.0.2:5999");
  }

  @Test
  @Rfc("NET-05")
  void webSocketHasItsServicesTooAndDtlsIsNotTakenUnasked() {
    bench.server.zone(
        """
        web.example.com.       60 NAPTR 1 1 "s" "SIPS+D2W" "" _sips._wss.example.com.
        web.example.com.       60 NAPTR 1 2 "s" "SIP+D2W" "" _sip._ws.example.com.
        web.example.com.       60 NAPTR 1 3 "s" "SIPS+D2U" "" _sips._udp.example.com.
        _sips._wss.example.com. 60 SRV 1 1 443 one.example.com.
        _sip._ws.example.com.   60 SRV 1 1 80 one.example.com.
        _sips._udp.example.com. 60 SRV 1 1 5061 one.example.com.
        """);
    var hops = ((Located.Found) bench.locate("sip:web.example.com")).hops();
    assertThat(hops).extracting(NextHop::kind).containsExactly(TransportKind.WSS, TransportKind.WS);
    assertThat(hops).extracting(NextHop::domain).containsOnly("web.example.com");
  }

  @Test
  void theFlagsSayWhatARecordLeadsTo() {
    bench.server.zone(
        """
        host.example.com. 60 NAPTR 1 1 "a" "SIP+D2T" "" one.example.com.
        rule.example.com. 60 NAPTR 1 1 "u" "SIP+D2T" "!^rule(.*)$!sip:one\\\\1!" .
        next.example.com. 60 NAPTR 1 1 "" "" "" host.example.com.
        loop.example.com. 60 NAPTR 1 1 "" "" "" loop.example.com.
        loop.example.com. 60 A 10.0.0.9
        """);
    assertThat(bench.hops("sip:host.example.com")).containsExactly("tcp:10.0.0.2:5060");
    assertThat(bench.hops("sip:rule.example.com")).containsExactly("tcp:10.0.0.2:5060");
    assertThat(bench.hops("sip:next.example.com")).containsExactly("tcp:10.0.0.2:5060");
    assertThat(bench.hops("sip:loop.example.com")).containsExactly("udp:10.0.0.9:5060");
  }

  @Test
  void onlyTheFirstRulesOfAnAnswerAreTried() {
    var zone = new StringBuilder();
    for (int i = 1; i < 40; i++) {
      var made = i == 30 ? "sip:one.example.com" : "no URI";
      zone.append(
          "many.example.com. 60 NAPTR %d 1 \"u\" \"SIP+D2T\" \"!^.*$!%s!\" .\n".formatted(i, made));
    }
    bench.server.zone(zone + "many.example.com. 60 A 10.0.0.9\n");
    assertThat(bench.hops("sip:many.example.com")).containsExactly("udp:10.0.0.9:5060");
  }

  @Test
  void recordsThatLeadNowhereLeaveTheChoiceToTheNextOrderThenToSrv() {
    bench.server.zone(
        """
        holes.example.com.            60 NAPTR 1 1 "s" "SIP+D2T" "" _sip._tcp.gone.example.com.
        holes.example.com.            60 NAPTR 2 1 "s" "SIP+D2U" "" _sip._udp.gone.example.com.
        _sip._tcp.holes.example.com.  60 SRV 1 1 5999 one.example.com.
        """);
    assertThat(bench.hops("sip:holes.example.com")).containsExactly("tcp:10.0.0.2:5999");
  }

  @Test
  void naptrCanBeSwitchedOff() {
    bench.settings(settings -> settings.withNaptr(false));
    assertThat(bench.hops("sip:example.com"))
        .containsExactly("udp:10.0.0.2:5080", "tcp:10.0.0.2:5070");
    assertThat(bench.server.questions()).noneMatch(question -> question.startsWith("NAPTR"));
  }

  @Test
  void aLongRequestPrefersStreamsAmongWhatIsOffered() {
    bench.spoken.remove(TransportKind.TLS);
    bench.server.zone(
        """
        long.example.com. 60 NAPTR 1 1 "s" "SIP+D2U" "" _sip._udp.example.com.
        long.example.com. 60 NAPTR 1 2 "s" "SIP+D2T" "" _sip._tcp.example.com.
        only.example.com. 60 NAPTR 1 1 "s" "SIP+D2U" "" _sip._udp.example.com.
        """);
    assertThat(NameBench.hops(bench.locate("sip:long.example.com", true)))
        .containsExactly("tcp:10.0.0.2:5070", "udp:10.0.0.2:5080");
    assertThat(NameBench.hops(bench.locate("sip:only.example.com", true)))
        .containsExactly("tcp:10.0.0.2:5080", "udp:10.0.0.2:5080");
  }

  @Test
  void eachStepIsTold() {
    var steps = bench.locate("sip:example.com").steps();
    assertThat(steps)
        .extracting(LookUpStep::question)
        .containsExactly(
            "NAPTR example.com",
            "SRV _sips._tcp.example.com",
            "A one.example.com",
            "AAAA one.example.com");
    assertThat(steps)
        .extracting(LookUpStep::source)
        .isEqualTo(List.of("10.0.0.53:53", "10.0.0.53:53", "10.0.0.53:53", "10.0.0.53:53"));
    assertThat(steps.get(1).answer()).isEqualTo("1 1 5061 one.example.com (TTL 60)");
    assertThat(bench.locate("sip:example.com").steps())
        .extracting(LookUpStep::source)
        .containsOnly("cache");
  }
}

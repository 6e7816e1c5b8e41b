package org.offhook.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.NameAddr;
import org.offhook.message.SipUri;
import org.offhook.testing.Rfc;

class RouteSetTest {

  private static final SipUri TARGET = SipUri.parse("sip:bob@192.0.2.4:5070");

  private static RouteSet set(String... routes) {
    return RouteSet.of(List.of(routes).stream().map(NameAddr::parse).toList());
  }

  @Test
  @Rfc("DLG-11")
  void aLooseFirstHopLeavesTheRemoteTargetInTheRequestUri() {
    var routed = set("<sip:p1.example.com;lr>", "<sip:p2.example.com>").apply(TARGET);

    assertThat(routed.requestUri()).hasToString("sip:bob@192.0.2.4:5070");
    assertThat(routed.routeRows()).hasToString("[<sip:p1.example.com;lr>, <sip:p2.example.com>]");
    assertThat(routed.nextHop()).hasToString("sip:p1.example.com;lr");
  }

  @Test
  @Rfc("DLG-12")
  void aStrictFirstHopBecomesTheRequestUriAndTheRemoteTargetTheLastRoute() {
    var routed =
        set("<sip:p1.example.com;method=INVITE?Subject=x>", "<sip:p2.example.com;lr>")
            .apply(TARGET);

    assertThat(routed.requestUri()).hasToString("sip:p1.example.com");
    assertThat(routed.routeRows())
        .hasToString("[<sip:p2.example.com;lr>, <sip:bob@192.0.2.4:5070>]");
    assertThat(routed.nextHop().toString()).startsWith("sip:p1.example.com");
  }

  @Test
  @Rfc("DLG-13")
  void anEmptySetSendsToTheRemoteTargetWithoutRoute() {
    var routed = RouteSet.EMPTY.apply(TARGET);

    assertThat(routed.requestUri()).isEqualTo(TARGET);
    assertThat(routed.routeRows()).isEmpty();
    assertThat(routed.nextHop()).isEqualTo(TARGET);
  }

  @Test
  void theNextHopOfAWrittenRequestIsItsLooseRouteOrItsRequestUri() {
    var plain =
        """
        BYE sip:bob@192.0.2.4 SIP/2.0
        From: <sip:a@example.com>;tag=1
        To: <sip:b@example.com>;tag=2
        Call-ID: c
        CSeq: 2 BYE\
        """;

    assertThat(RouteSet.nextHop(Texts.request(plain))).hasToString("sip:bob@192.0.2.4");
    assertThat(RouteSet.nextHop(Texts.request(plain + "\nRoute: <sip:p1;lr>, <sip:p2;lr>")))
        .hasToString("sip:p1;lr");
    assertThat(RouteSet.nextHop(Texts.request(plain + "\nRoute: <sip:p2>")))
        .hasToString("sip:bob@192.0.2.4");
  }
}

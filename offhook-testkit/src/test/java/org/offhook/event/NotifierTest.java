package org.offhook.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.Method;
import org.offhook.message.SipFrag;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.ua.UaBench;

/** The notifier's machine, edge by edge: RFC 6665 §4.2, on the subscription of a REFER. */
class NotifierTest {

  private final UaBench ua = new UaBench();
  private final List<ReferUas> refers = new ArrayList<>();
  private Subscriptions subscriptions;
  private SipRequest refer;
  private int seq = 5;

  @BeforeEach
  void begin() {
    subscriptions = ua.bench.onLoop(() -> new Subscriptions(ua.core, refers::add));
    refer =
        ua.receive(
            "REFER sip:alice@10.0.0.1",
            "Contact: <sip:bob@10.0.0.2:5060>",
            "Refer-To: <sip:carol@example.com>");
    ua.bench.advance(1);
  }

  @AfterEach
  void end() {
    ua.bench.advance(700_000);
    assertThat(ua.bench.onLoop(() -> ua.core.dialogs().size())).isZero();
    assertThat(subscriptions.isEmpty()).isTrue();
    ua.close();
  }

  private ReferUas accept() {
    var uas = refers.getFirst();
    ua.bench.act(uas::accept);
    ua.bench.advance(1);
    return uas;
  }

  private void report(ReferUas uas, int code) {
    ua.bench.act(() -> uas.report(Status.of(code)));
    ua.bench.advance(1);
  }

  private List<SipRequest> notifies() {
    return ua.peer.got.stream()
        .filter(got -> got.message().startLine().startsWith("NOTIFY"))
        .map(got -> got.request())
        .toList();
  }

  private SipRequest lastNotify() {
    return notifies().getLast();
  }

  private static String frag(SipRequest notify) {
    return SipFrag.parse(notify.body()).startLine();
  }

  private static String state(SipRequest notify) {
    return notify.headers().text("Subscription-State").orElse("");
  }

  private void answer(int code) {
    ua.reply(ua.peer, lastNotify(), code);
    ua.bench.advance(1);
  }

  /** SUBSCRIBE in the REFER's dialog. */
  private void subscribe(String event, int expires) {
    ua.receive(
        "SUBSCRIBE sip:alice@10.0.0.1",
        "From: <sip:bob@example.com>;tag=b1",
        "To: <sip:alice@example.com>;tag=" + lastNotify().from().tag().orElseThrow(),
        "Call-ID: " + refer.callId(),
        "CSeq: " + ++seq + " SUBSCRIBE",
        "Contact: <sip:bob@10.0.0.2:5060>",
        "Event: " + event,
        "Expires: " + expires);
    ua.bench.advance(1);
  }

  // <--REFER-- --200--> --NOTIFY (100)--> <--200--
  @Test
  @Rfc({"EVT-07", "CALL-46", "EVT-33"})
  void theStateIsToldAtOnceWithEventStateAndWhatRemains() {
    accept();
    var notify = lastNotify();
    assertThat(ua.peer.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(notify.headers().texts("Event")).containsExactly("refer");
    assertThat(notify.headers().texts("Contact")).hasSize(1);
    assertThat(state(notify)).matches("active;expires=(300|299)");
    assertThat(notify.contentType().orElseThrow().matches(SipFrag.TYPE)).isTrue();
    assertThat(frag(notify)).isEqualTo("SIP/2.0 100 Trying");
    answer(200);
  }

  // after 300 s: NOTIFY (terminated;reason=timeout), with the last state
  @Test
  @Rfc({"EVT-20", "EVT-07"})
  void whenItsTimeIsOverTheSubscriberIsToldSo() {
    var uas = accept();
    answer(200);
    report(uas, 180);
    answer(200);
    ua.bench.advance(299_000);
    assertThat(state(lastNotify())).startsWith("active;expires=");
    ua.bench.advance(1_500);
    assertThat(state(lastNotify())).isEqualTo("terminated;reason=timeout");
    assertThat(lastNotify().headers().texts("Event")).containsExactly("refer");
    assertThat(frag(lastNotify())).isEqualTo("SIP/2.0 180 Ringing");
    answer(200);
    int before = notifies().size();
    report(uas, 200);
    assertThat(notifies()).hasSize(before);
  }

  @Test
  @Rfc("EVT-20")
  void whenTheEndpointClosesTheSubscriptionIsDeactivated() {
    accept();
    answer(200);
    ua.bench.act(subscriptions::close);
    ua.bench.advance(1);
    assertThat(state(lastNotify())).isEqualTo("terminated;reason=deactivated");
    answer(200);
    assertThat(ua.core.dialogs().size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604})
  @Rfc("EVT-21")
  void aNotifyThatIsRefusedForGoodRemovesTheSubscription(int code) {
    var uas = accept();
    report(uas, 180);
    answer(code);
    if (code == 483) {
      // sent once more, with more hops
      answer(code);
    }
    assertThat(ua.core.dialogs().size()).isZero();
    int before = notifies().size();
    report(uas, 200);
    ua.bench.advance(40_000);
    assertThat(notifies()).hasSize(before);
  }

  @Test
  @Rfc("EVT-21")
  void aNotifyThatNobodyAnswersRemovesTheSubscription() {
    var uas = accept();
    ua.bench.advance(31_000);
    assertThat(ua.core.dialogs().size()).isEqualTo(1);
    ua.bench.advance(1_500);
    assertThat(ua.core.dialogs().size()).isZero();
    int before = notifies().size();
    report(uas, 200);
    ua.bench.advance(1_000);
    assertThat(notifies()).hasSize(before);
  }

  @Test
  void aNotifyThatFailsForTheMomentLeavesTheSubscription() {
    var uas = accept();
    answer(500);
    report(uas, 200);
    assertThat(frag(lastNotify())).isEqualTo("SIP/2.0 200 OK");
    answer(200);
  }

  // 100 is on its way ; 180, 182, 183 : only 183 follows it
  @Test
  @Rfc("EVT-22")
  void oneNotifyIsOnItsWayAndTheLatestStateFollowsIt() {
    var uas = accept();
    report(uas, 180);
    report(uas, 182);
    report(uas, 183);
    assertThat(notifies()).hasSize(1);
    answer(200);
    assertThat(notifies())
        .extracting(NotifierTest::frag)
        .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 183 Session Progress");
    report(uas, 200);
    assertThat(notifies()).hasSize(2);
    answer(200);
    assertThat(state(lastNotify())).isEqualTo("terminated;reason=noresource");
    assertThat(frag(lastNotify())).isEqualTo("SIP/2.0 200 OK");
    assertThat(lastNotify().cSeq().number()).isGreaterThan(notifies().getFirst().cSeq().number());
    answer(200);
    assertThat(notifies()).hasSize(3);
  }

  // SUBSCRIBE (refer, 100 s) : 200 + NOTIFY ; runs out 100 s later
  @Test
  @Rfc("EVT-33")
  void subscribeInTheDialogRefreshesTheSubscription() {
    accept();
    answer(200);
    ua.bench.advance(250_000);
    subscribe("refer", 250);
    assertThat(ua.peer.count("SIP/2.0 200")).isEqualTo(2);
    assertThat(state(lastNotify())).startsWith("active;expires=2");
    answer(200);
    ua.bench.advance(200_000);
    assertThat(notifies()).hasSize(2);
    ua.bench.advance(51_000);
    assertThat(state(lastNotify())).isEqualTo("terminated;reason=timeout");
    answer(200);
  }

  @Test
  @Rfc("EVT-33")
  void subscribeWithoutTimeEndsTheSubscription() {
    accept();
    answer(200);
    subscribe("refer;id=5", 0);
    assertThat(state(lastNotify())).isEqualTo("terminated;reason=timeout");
    answer(200);
    assertThat(ua.core.dialogs().size()).isZero();
  }

  @Test
  void aSubscribeOfAnotherEventIsRefused() {
    accept();
    answer(200);
    subscribe("presence", 60);
    assertThat(ua.response().status().code()).isEqualTo(489);
    assertThat(ua.response().headers().text("Allow-Events")).contains("refer");
    subscribe("refer;id=99", 60);
    assertThat(ua.response().status().code()).isEqualTo(481);
    ua.receive("SUBSCRIBE sip:alice@10.0.0.1", "Event: refer", "Contact: <sip:bob@10.0.0.2>");
    ua.bench.advance(1);
    assertThat(ua.response().status().code()).isEqualTo(403);
    assertThat(ua.response().cSeq().method()).isEqualTo(Method.SUBSCRIBE);
    assertThat(notifies()).hasSize(1);
  }
}

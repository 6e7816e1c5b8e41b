package org.offhook.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.dialog.Dialog;
import org.offhook.event.SubscriberUsage.State;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;
import org.offhook.testing.Rfc;
import org.offhook.ua.UaBench;

/** The subscriber's machine, edge by edge: RFC 6665 §4.1. */
class SubscriberTest {

  private final UaBench ua = new UaBench();
  private final List<String> told = new ArrayList<>();
  private Subscriptions subscriptions;
  private long remoteSeq = 10;

  /** Notes what is told. */
  private final class Notes implements SubscriberListener {
    @Override
    public void accepted(SipResponse response) {
      told.add("accepted " + response.status().code());
    }

    @Override
    public void notified(SipRequest notify, SubscriptionState state) {
      told.add("notified " + state);
    }

    @Override
    public void ended(SubscriptionEnd end) {
      told.add("ended " + end.kind());
    }
  }

  @BeforeEach
  void begin() {
    subscriptions = ua.bench.onLoop(() -> new Subscriptions(ua.core, refer -> {}));
  }

  @AfterEach
  void end() {
    ua.bench.advance(700_000);
    assertThat(ua.bench.onLoop(() -> ua.core.dialogs().size())).isZero();
    assertThat(subscriptions.isEmpty()).isTrue();
    assertThat(told).filteredOn(line -> line.startsWith("ended")).hasSizeLessThanOrEqualTo(1);
    ua.close();
  }

  private SubscriberUsage refer() {
    return subscribe(Method.REFER, null, builder -> builder);
  }

  private SubscriberUsage subscribe(
      Method method, @Nullable Dialog dialog, UnaryOperator<SipRequest.Builder> edit) {
    var usage =
        ua.bench.onLoop(
            () -> {
              var builder =
                  dialog != null
                      ? dialog.request(method)
                      : ua.core.newRequest(method, UaBench.uri("sip:bob@10.0.0.2"));
              if (method.equals(Method.REFER)) {
                new ReferRequest(
                        NameAddr.of(Uri.parse("sip:carol@example.com")),
                        null,
                        true,
                        null,
                        List.of())
                    .applyTo(builder);
              }
              return subscriptions.subscribe(
                  new SubscriberUsage.Plan(edit.apply(builder).build(), dialog, null), new Notes());
            });
    ua.bench.advance(0);
    return usage;
  }

  /** A NOTIFY from the tag {@code from}; {@code rows} are Event, Subscription-State and such. */
  private void notify(SubscriberUsage usage, String from, String... rows) {
    var all = new ArrayList<String>();
    var sent = usage.request();
    all.add("From: <sip:bob@10.0.0.2>;tag=" + from);
    all.add("To: <sip:alice@example.com>;tag=" + sent.from().tag().orElseThrow());
    all.add("Call-ID: " + sent.callId());
    all.add("CSeq: " + remoteSeq++ + " NOTIFY");
    all.add("Contact: <sip:bob@10.0.0.2:5060>");
    all.addAll(List.of(rows));
    ua.receive("NOTIFY sip:alice@10.0.0.1", all.toArray(String[]::new));
    ua.bench.advance(1);
  }

  private int status() {
    return ua.response().status().code();
  }

  private void over(SubscriberUsage usage) {
    notify(usage, "n", "Event: refer", "Subscription-State: terminated;reason=noresource");
  }

  // --REFER--> <--NOTIFY-- --200--> <--202--
  @Test
  @Rfc({"EVT-02", "CALL-48"})
  void theFirstNotifyMakesTheDialogThoughItComesBeforeThe202() {
    var usage = refer();
    var refer = ua.peer.last().request();
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=60");
    assertThat(status()).isEqualTo(200);
    assertThat(ua.core.dialogs().size()).isEqualTo(1);
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    ua.reply(ua.peer, refer, 202, "Contact: <sip:bob@10.0.0.2>");
    ua.bench.advance(1);
    assertThat(told).containsExactly("notified active;expires=60", "accepted 202");
    assertThat(ua.core.dialogs().size()).isEqualTo(1);
    over(usage);
    assertThat(usage.state()).isEqualTo(State.TERMINATED);
  }

  // --REFER--> <--200 (tag b1)-- <--NOTIFY (tag n)-- : the dialog is that of n
  @Test
  @Rfc("EVT-02")
  void theAnswerMakesNoDialogAndItsTagNeedNotBeTheNotifiers() {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    ua.bench.advance(1);
    assertThat(ua.core.dialogs().size()).isZero();
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=60");
    assertThat(status()).isEqualTo(200);
    assertThat(ua.core.dialogs().all().getFirst().id().remoteTag()).isEqualTo("n");
    over(usage);
  }

  @Test
  void aForkThatNotifiesLaterIsToldThatThereIsNothing() {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=60");
    notify(usage, "other", "Event: refer", "Subscription-State: active;expires=60");
    assertThat(status()).isEqualTo(481);
    assertThat(ua.core.dialogs().size()).isEqualTo(1);
    over(usage);
  }

  @Test
  @Rfc("EVT-03")
  void withoutNotifyTheSubscriptionHasFailedAfterTimerN() {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    ua.bench.advance(31_900);
    assertThat(usage.state()).isEqualTo(State.NOTIFY_WAIT);
    ua.bench.advance(200);
    assertThat(usage.state()).isEqualTo(State.TERMINATED);
    assertThat(told).containsExactly("accepted 200", "ended NO_NOTIFY");
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=60");
    assertThat(status()).isEqualTo(481);
  }

  // the refresh is answered 200, but no NOTIFY follows
  @Test
  @Rfc("EVT-03")
  void aRefreshWithoutNotifyEndsTheSubscriptionToo() {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=600");
    ua.bench.act(usage::refresh);
    ua.bench.advance(1);
    ua.reply(200, "Expires: 300");
    ua.bench.advance(31_000);
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    ua.bench.advance(1_500);
    assertThat(told).endsWith("ended NO_NOTIFY");
  }

  @Test
  @Rfc("EVT-04")
  void theStateIsWhatTheNotifierSays() {
    var usage = refer();
    assertThat(usage.state()).isEqualTo(State.INIT);
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>", "Expires: 60");
    ua.bench.advance(1);
    assertThat(usage.state()).isEqualTo(State.NOTIFY_WAIT);
    notify(usage, "n", "Event: refer", "Subscription-State: pending;expires=60");
    assertThat(usage.state()).isEqualTo(State.PENDING);
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=60");
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    notify(usage, "n", "Event: refer", "Subscription-State: x-odd");
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    notify(usage, "n", "Event: refer", "Subscription-State: terminated;reason=rejected");
    assertThat(usage.state()).isEqualTo(State.TERMINATED);
    assertThat(told).endsWith("notified terminated;reason=rejected", "ended TERMINATED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"presence", "refer;id=7777", "Refer", "refer.winfo", "refer;id=", "dialog;id=1"})
  @Rfc("EVT-05")
  void aNotifyOfAnotherEventIsOfNoSubscription(String event) {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: " + event, "Subscription-State: active");
    assertThat(status()).isGreaterThanOrEqualTo(400);
    assertThat(usage.state()).isEqualTo(State.NOTIFY_WAIT);
    assertThat(ua.core.dialogs().size()).isZero();
    notify(usage, "n", "Event: refer;id=1", "Subscription-State: active;expires=60");
    assertThat(status()).isEqualTo(200);
    notify(usage, "n", "Event: " + event, "Subscription-State: terminated");
    assertThat(status()).isGreaterThanOrEqualTo(400);
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    over(usage);
  }

  @Test
  @Rfc({"EVT-01", "EVT-05"})
  void aSubscriptionMadeBySubscribeMatchesPackageAndIdExactly() {
    var usage =
        subscribe(
            Method.SUBSCRIBE,
            null,
            builder ->
                builder
                    .raw("Event", "presence;id=A7")
                    .raw("Accept", "application/pidf+xml")
                    .set(HeaderName.EXPIRES, 600L));
    var sent = ua.peer.last().request();
    assertThat(sent.headers().texts("Event")).containsExactly("presence;id=A7");
    assertThat(sent.headers().texts("Contact")).hasSize(1);
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>", "Expires: 600");
    for (var other : List.of("presence", "presence;id=a7", "PRESENCE;id=A7")) {
      notify(usage, "n", "Event: " + other, "Subscription-State: active");
      assertThat(status()).isEqualTo(481);
    }
    notify(usage, "n", "Event: presence;id=A7;x=y", "Subscription-State: active;expires=600");
    assertThat(status()).isEqualTo(200);
    ua.bench.act(usage::unsubscribe);
    ua.bench.advance(1);
    var last = ua.peer.last().request();
    assertThat(last.method()).isEqualTo(Method.SUBSCRIBE);
    assertThat(last.headers().texts("Event")).containsExactly("presence;id=A7");
    assertThat(last.headers().texts("Expires")).containsExactly("0");
    assertThat(last.headers().texts("Accept")).containsExactly("application/pidf+xml");
    assertThat(last.headers().texts("Contact")).hasSize(1);
    ua.reply(200, "Expires: 0");
    notify(usage, "n", "Event: presence;id=A7", "Subscription-State: terminated;reason=timeout");
    assertThat(told).endsWith("ended TERMINATED");
  }

  @Test
  @Rfc("EVT-07")
  void aNotifyWithoutEventOrStateIsMalformedAndChangesNothing() {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: refer");
    assertThat(status()).isEqualTo(400);
    assertThat(ua.core.dialogs().size()).isZero();
    assertThat(usage.state()).isEqualTo(State.NOTIFY_WAIT);
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=60");
    assertThat(status()).isEqualTo(200);
    notify(usage, "n", "Subscription-State: terminated");
    assertThat(status()).isEqualTo(400);
    notify(usage, "n", "Event: refer", "Subscription-State: ,;");
    assertThat(status()).isEqualTo(400);
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    assertThat(told).containsExactly("accepted 200", "notified active;expires=60");
    over(usage);
  }

  // active;expires=120 : after 88 s --SUBSCRIBE--> <--200-- <--NOTIFY--
  @Test
  @Rfc({"EVT-33", "EVT-01"})
  void aReferSubscriptionIsRefreshedBySubscribeInItsDialog() {
    var usage = refer();
    var refer = ua.peer.last().request();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: refer;id=1", "Subscription-State: active;expires=120");
    ua.bench.advance(80_000);
    assertThat(ua.peer.count("SUBSCRIBE")).isZero();
    ua.bench.advance(10_000);
    var refresh = ua.peer.last().request();
    assertThat(refresh.method()).isEqualTo(Method.SUBSCRIBE);
    assertThat(refresh.cSeq().number()).isEqualTo(refer.cSeq().number() + 1);
    assertThat(refresh.to().tag()).contains("n");
    assertThat(refresh.headers().texts("Event")).containsExactly("refer;id=1");
    assertThat(refresh.headers().texts("Expires")).hasSize(1);
    assertThat(refresh.headers().texts("Contact")).hasSize(1);
    ua.reply(200, "Expires: 120");
    notify(usage, "n", "Event: refer;id=1", "Subscription-State: active;expires=120");
    ua.bench.advance(60_000);
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    over(usage);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 410, 416, 480, 481, 482, 484, 485, 489, 501, 604})
  void aRefreshThatIsRefusedForGoodEndsTheSubscription(int code) {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=600");
    ua.bench.act(usage::refresh);
    ua.bench.advance(1);
    ua.reply(code);
    ua.bench.advance(1);
    assertThat(told).endsWith("ended FAILED");
  }

  @Test
  void aRefreshThatFailsOtherwiseLeavesItAliveUntilItRunsOut() {
    var usage = refer();
    ua.reply(200, "Contact: <sip:bob@10.0.0.2>");
    notify(usage, "n", "Event: refer", "Subscription-State: active;expires=600");
    ua.bench.act(usage::refresh);
    ua.bench.advance(1);
    ua.reply(500);
    ua.bench.advance(60_000);
    assertThat(usage.state()).isEqualTo(State.ACTIVE);
    over(usage);
  }

  @Test
  void aRefusedReferLeavesNothing() {
    var usage = refer();
    ua.reply(603);
    ua.bench.advance(1);
    assertThat(usage.state()).isEqualTo(State.TERMINATED);
    assertThat(told).containsExactly("ended REFUSED");
    notify(usage, "n", "Event: refer", "Subscription-State: active");
    assertThat(status()).isEqualTo(481);
  }
}

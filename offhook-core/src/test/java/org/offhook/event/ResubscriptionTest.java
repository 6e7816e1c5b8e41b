package org.offhook.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.event.Resubscription.When;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.testing.Rfc;

/** When to subscribe anew, by what ended a subscription: RFC 6665 §4.1.3. */
class ResubscriptionTest {

  private static SipRequest notify(String state) {
    return SipRequest.builder(Method.NOTIFY, Uri.parse("sip:alice@10.0.0.1"))
        .raw("Via", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1")
        .set(HeaderName.FROM, NameAddr.parse("<sip:bob@10.0.0.2>;tag=b"))
        .set(HeaderName.TO, NameAddr.parse("<sip:alice@10.0.0.1>;tag=a"))
        .set(HeaderName.CALL_ID, "c")
        .set(HeaderName.CSEQ, new CSeq(1, Method.NOTIFY))
        .raw("Event", "presence")
        .raw("Subscription-State", state)
        .build();
  }

  private static Resubscription after(SubscriptionEnd.Kind kind, @Nullable SipMessage message) {
    return Resubscription.after(new SubscriptionEnd(kind, "", message));
  }

  @ParameterizedTest
  @CsvSource({
    "deactivated, AT_ONCE",
    "timeout, AT_ONCE",
    "probation, LATER",
    "giveup, LATER",
    "rejected, NEVER",
    "noresource, NEVER",
    "invariant, NEVER",
    "x-odd, LATER",
    "Rejected, NEVER"
  })
  @Rfc("EVT-15")
  void eachReasonHasItsRule(String reason, When when) {
    var next = after(SubscriptionEnd.Kind.TERMINATED, notify("terminated;reason=" + reason));
    assertThat(next.when()).isEqualTo(when);
    assertThat(next.seconds()).isZero();
  }

  @Test
  @Rfc("EVT-15")
  void withoutReasonItMayBeTriedAgain() {
    assertThat(after(SubscriptionEnd.Kind.TERMINATED, notify("terminated")).when())
        .isEqualTo(When.LATER);
  }

  @ParameterizedTest
  @CsvSource({
    "probation, LATER, 300",
    "giveup, LATER, 300",
    "x-odd, LATER, 300",
    "deactivated, AT_ONCE, 0",
    "timeout, AT_ONCE, 0",
    "rejected, NEVER, 0",
    "noresource, NEVER, 0",
    "invariant, NEVER, 0"
  })
  @Rfc("EVT-16")
  void aWaitCountsWhereItHasAMeaning(String reason, When when, long seconds) {
    var state = "terminated;x-new=1;reason=" + reason + ";retry-after=300";
    var next = after(SubscriptionEnd.Kind.TERMINATED, notify(state));
    assertThat(next).isEqualTo(new Resubscription(when, seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, 489, NEVER",
    "REFUSED, 403, NEVER",
    "REFUSED, 404, NEVER",
    "REFUSED, 481, NEVER",
    "REFUSED, 603, NEVER",
    "REFUSED, 480, LATER",
    "REFUSED, 503, LATER",
    "FAILED, 481, AT_ONCE",
    "FAILED, 412, AT_ONCE",
    "FAILED, 489, NEVER",
    "FAILED, 480, LATER"
  })
  void aRefusalThatMayPassIsTriedAgain(SubscriptionEnd.Kind kind, int code, When when) {
    var refusal = SipResponse.to(notify("active"), Status.of(code)).build();
    assertThat(after(kind, refusal).when()).isEqualTo(when);
  }

  @Test
  void aRefusalSaysHowLongToWait() {
    var refusal =
        SipResponse.to(notify("active"), Status.SERVICE_UNAVAILABLE).raw("Retry-After", "77");
    assertThat(after(SubscriptionEnd.Kind.REFUSED, refusal.build()))
        .isEqualTo(new Resubscription(When.LATER, 77));
  }

  @Test
  void whatRanOutIsMadeAnewAndWhatNobodyAnsweredLater() {
    assertThat(after(SubscriptionEnd.Kind.EXPIRED, null).when()).isEqualTo(When.AT_ONCE);
    assertThat(after(SubscriptionEnd.Kind.NO_NOTIFY, null).when()).isEqualTo(When.LATER);
    assertThat(after(SubscriptionEnd.Kind.STOPPED, null).when()).isEqualTo(When.NEVER);
  }
}

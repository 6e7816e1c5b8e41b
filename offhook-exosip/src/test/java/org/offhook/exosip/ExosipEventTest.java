package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.offhook.Notification;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;

class ExosipEventTest {

  private static OsipMessage message() {
    return OsipMessage.of(SipRequest.builder(Method.INVITE, SipUri.of("example.com")).build());
  }

  private static Notification said(String state) {
    var notify = SipRequest.builder(Method.NOTIFY, SipUri.of("example.com"));
    return Notification.of(notify.raw("Subscription-State", state).build()).orElseThrow();
  }

  private static ExosipEvent event(
      EventType type, @Nullable OsipMessage each, @Nullable Notification said) {
    return new ToldEvent(
        type,
        1,
        -1,
        3,
        4,
        5,
        0,
        each,
        each == null ? null : each.copy(),
        each == null ? null : each.copy(),
        said,
        "mine",
        new ToldEvent.Disposal());
  }

  @Test
  void tellsWhatItWasMadeOf() {
    var event = event(EventType.SUBSCRIPTION_NOTIFY, null, said("terminated;reason=Timeout"));
    assertThat(event.type()).isEqualTo(EventType.SUBSCRIPTION_NOTIFY);
    assertThat(event.textInfo()).isEqualTo("a notification arrived");
    assertThat(event.tid()).isEqualTo(1);
    assertThat(event.did()).isEqualTo(-1);
    assertThat(event.rid()).isEqualTo(3);
    assertThat(event.cid()).isEqualTo(4);
    assertThat(event.sid()).isEqualTo(5);
    assertThat(event.nid()).isZero();
    assertThat(event.ssStatus()).isEqualTo(SubscriptionStatus.TERMINATED);
    assertThat(event.ssReason()).isEqualTo(SubscriptionReason.TIMEOUT);
    assertThat(event.externalReference()).isEqualTo("mine");
    assertThat(event).asString().startsWith("SUBSCRIPTION_NOTIFY[tid=1, did=-1, rid=3");
    assertThat(event.response()).isNull();
    assertThat(event.ack()).isNull();
  }

  @Test
  void tellsHowTheSubscriptionStands() {
    var type = EventType.SUBSCRIPTION_NOTIFY;
    var unknown = event(type, null, null);
    assertThat(unknown.ssStatus()).isEqualTo(SubscriptionStatus.UNKNOWN);
    assertThat(unknown.ssReason()).isNull();
    var pending = event(type, null, said("pending;expires=3"));
    assertThat(pending.ssStatus()).isEqualTo(SubscriptionStatus.PENDING);
    var active = event(type, null, said("Active"));
    assertThat(active.ssStatus()).isEqualTo(SubscriptionStatus.ACTIVE);
    assertThat(active.ssReason()).isNull();
  }

  @Test
  void messagesOfDisposedOneRaiseOnReading() {
    var event = event(EventType.CALL_ACK, message(), null);
    var request = Objects.requireNonNull(event.request());
    var kept = request.copy();
    assertThat(event.isDisposed()).isFalse();
    event.dispose();
    event.dispose();
    assertThat(event.isDisposed()).isTrue();
    assertThatThrownBy(request::method).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(Objects.requireNonNull(event.response())::method)
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(Objects.requireNonNull(event.ack())::method)
        .isInstanceOf(IllegalStateException.class);
    assertThat(kept.method()).isEqualTo("INVITE");
    assertThat(event.type()).isEqualTo(EventType.CALL_ACK);
  }

  @Test
  void disposingOneWithoutMessagesIsFine() {
    var event = event(EventType.CALL_RELEASED, null, null);
    event.dispose();
    assertThat(event.request()).isNull();
    assertThat(event.isDisposed()).isTrue();
  }
}

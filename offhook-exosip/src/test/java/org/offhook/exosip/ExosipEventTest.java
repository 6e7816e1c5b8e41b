package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;

class ExosipEventTest {

  private static OsipMessage message() {
    return OsipMessage.of(SipRequest.builder(Method.INVITE, SipUri.of("example.com")).build());
  }

  @Test
  void tellsWhatItWasMadeOf() {
    var given = new EventIds(1, -1, 3, 4, 5, 6);
    var subscription =
        new EventSubscription(SubscriptionStatus.TERMINATED, SubscriptionReason.TIMEOUT);
    var event =
        new ExosipEvent(
            EventType.SUBSCRIPTION_NOTIFY,
            given,
            EventMessages.request(message()),
            subscription,
            "mine");
    assertThat(event.type()).isEqualTo(EventType.SUBSCRIPTION_NOTIFY);
    assertThat(event.textInfo()).isEqualTo("a notification arrived");
    assertThat(event.tid()).isEqualTo(1);
    assertThat(event.did()).isEqualTo(-1);
    assertThat(event.rid()).isEqualTo(3);
    assertThat(event.cid()).isEqualTo(4);
    assertThat(event.sid()).isEqualTo(5);
    assertThat(event.nid()).isEqualTo(6);
    assertThat(event.ssStatus()).isEqualTo(SubscriptionStatus.TERMINATED);
    assertThat(event.ssReason()).isEqualTo(SubscriptionReason.TIMEOUT);
    assertThat(event.externalReference()).isEqualTo("mine");
    assertThat(event).asString().startsWith("SUBSCRIPTION_NOTIFY");
    assertThat(event.response()).isNull();
    assertThat(event.ack()).isNull();
  }

  @Test
  void idsOfOneKindLeaveTheOthersOut() {
    assertThat(EventIds.registration(7)).isEqualTo(new EventIds(0, 0, 7, 0, 0, 0));
    assertThat(EventIds.call(1, 2, 3)).isEqualTo(new EventIds(3, 2, 0, 1, 0, 0));
    assertThat(EventIds.message(3)).isEqualTo(new EventIds(3, 0, 0, 0, 0, 0));
    assertThat(EventIds.subscription(1, 2, 3)).isEqualTo(new EventIds(3, 2, 0, 0, 1, 0));
    assertThat(EventIds.incomingSubscription(1, 2, 3)).isEqualTo(new EventIds(3, 2, 0, 0, 0, 1));
  }

  @Test
  void messagesOfDisposedOneRaiseOnReading() {
    var messages = new EventMessages(message(), message(), message());
    var event =
        new ExosipEvent(EventType.CALL_ACK, EventIds.NONE, messages, EventSubscription.NONE, null);
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
    assertThat(event.ssStatus()).isEqualTo(SubscriptionStatus.UNKNOWN);
  }

  @Test
  void disposingOneWithoutMessagesIsFine() {
    var event =
        new ExosipEvent(
            EventType.CALL_RELEASED,
            EventIds.call(1, 0, 0),
            EventMessages.NONE,
            EventSubscription.NONE,
            null);
    event.dispose();
    assertThat(event.request()).isNull();
  }
}

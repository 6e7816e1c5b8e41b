package org.offhook;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** A phone as subscriber: it writes each SUBSCRIBE, and each answer to a NOTIFY, as it is told. */
final class Subscribing {

  private final Phone phone;
  private final Phone.Leg leg;
  private final String event;
  private @Nullable SipRequest latest;

  Subscribing(Phone phone, String callId, String event) {
    this.phone = phone;
    this.leg = phone.caller(callId);
    this.event = event;
  }

  /** Sends a SUBSCRIBE for so many seconds. */
  SipRequest subscribe(long seconds) {
    return subscribe(seconds, builder -> builder);
  }

  /** Sends an edited SUBSCRIBE. */
  SipRequest subscribe(long seconds, UnaryOperator<SipRequest.Builder> edit) {
    return leg.send(
        Method.SUBSCRIBE,
        builder ->
            edit.apply(
                builder
                    .raw("Event", event)
                    .set(HeaderName.EXPIRES, seconds)
                    .set(HeaderName.CONTACT, phone.contact())));
  }

  /** Takes the answer to a SUBSCRIBE, which must be this one. */
  SipResponse answer(int code) throws InterruptedException {
    var response = phone.response(code, Method.SUBSCRIBE);
    if (code < 300) {
      leg.learn(response);
    }
    return response;
  }

  /** Takes the NOTIFY that comes next, and leaves it unanswered. */
  SipRequest take() throws InterruptedException {
    var notify = phone.request(Method.NOTIFY);
    latest = notify;
    return notify;
  }

  /** Answers the last NOTIFY. */
  void reply(int code, String... rows) {
    var response = leg.response(Objects.requireNonNull(latest), code);
    for (var row : rows) {
      int colon = row.indexOf(':');
      response.raw(row.substring(0, colon), row.substring(colon + 1).strip());
    }
    phone.send(response.build());
  }

  /** Takes the NOTIFY that comes next, answers 200, and says its state and its text. */
  String told() throws InterruptedException {
    var notify = take();
    reply(200);
    return notify.headers().text("Subscription-State").orElse("")
        + " "
        + new String(notify.body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** 200 and the first NOTIFY. */
  String subscribed(long seconds) throws InterruptedException {
    subscribe(seconds);
    answer(200);
    return told();
  }
}

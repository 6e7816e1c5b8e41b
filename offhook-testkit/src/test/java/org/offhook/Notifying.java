package org.offhook;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;

/** A phone as notifier of one subscription: it writes each answer and each NOTIFY as it is told. */
final class Notifying {

  private final Phone phone;
  private final Phone.Leg leg;
  private final String event;
  private SipRequest subscribe;

  private Notifying(Phone phone, SipRequest subscribe, String tag) {
    this.phone = phone;
    this.subscribe = subscribe;
    this.leg = phone.callee(subscribe, tag);
    this.event = subscribe.headers().text("Event").orElseThrow();
  }

  /** Takes the SUBSCRIBE that arrives next. */
  static Notifying of(Phone phone) throws InterruptedException {
    return of(phone, phone.request(Method.SUBSCRIBE), "n");
  }

  /** One notifier of that SUBSCRIBE. */
  static Notifying of(Phone phone, SipRequest subscribe, String tag) {
    return new Notifying(phone, subscribe, tag);
  }

  /** The latest SUBSCRIBE. */
  SipRequest subscribe() {
    return subscribe;
  }

  /** Takes the next SUBSCRIBE of the dialog. */
  SipRequest awaitRefresh() throws InterruptedException {
    subscribe = phone.awaitRequest(Method.SUBSCRIBE, Duration.ofHours(3));
    return subscribe;
  }

  /** Answers the latest SUBSCRIBE, with rows as {@code Name: value}. */
  void answer(int code, String... rows) {
    var response = leg.response(subscribe, code);
    if (code < 300) {
      response.set(HeaderName.CONTACT, phone.contact());
    }
    for (var row : rows) {
      int colon = row.indexOf(':');
      response.raw(row.substring(0, colon), row.substring(colon + 1).strip());
    }
    phone.send(response.build());
  }

  /** Sends a NOTIFY with that Subscription-State. */
  SipRequest tell(String state) {
    return tell(state, builder -> builder);
  }

  /** Sends a NOTIFY with that Subscription-State and a text. */
  SipRequest tell(String state, String text) {
    return tell(
        state,
        builder ->
            builder.body(
                org.offhook.message.MediaType.TEXT_PLAIN,
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  /** Sends an edited NOTIFY. */
  SipRequest tell(String state, UnaryOperator<SipRequest.Builder> edit) {
    return leg.send(
        Method.NOTIFY,
        builder ->
            edit.apply(
                builder
                    .raw("Event", event)
                    .raw("Subscription-State", state)
                    .set(HeaderName.CONTACT, phone.contact())));
  }

  /** Sends a NOTIFY, which must be answered so. */
  void told(String state, int code) throws InterruptedException {
    tell(state);
    phone.awaitResponse(code, Method.NOTIFY);
  }

  /** 200, and a NOTIFY with that state, answered 200. */
  void accept(String state) throws InterruptedException {
    answer(200, "Expires: 3600");
    told(state, 200);
  }
}

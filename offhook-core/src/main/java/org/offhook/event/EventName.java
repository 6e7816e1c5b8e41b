package org.offhook.event;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;

/**
 * What a subscription is about, by the two parts of Event that count: RFC 6665 §8.2.1. Both are
 * compared byte by byte; one with an id never equals one without.
 *
 * @param packageName the event package, such as {@code refer}
 * @param id tells subscriptions of one package in one dialog apart; null for none
 */
public record EventName(String packageName, @Nullable String id) {

  /** The package of RFC 3515 §3. */
  public static final String REFER = "refer";

  /** The Event of a message; empty if it has none that can be read. */
  public static Optional<EventName> of(SipMessage message) {
    return message
        .headers()
        .get(HeaderName.EVENT)
        .map(event -> new EventName(event.value(), event.params().get("id").orElse(null)));
  }

  /** The value of Event. */
  public ParameterizedToken header() {
    var event = ParameterizedToken.of(packageName);
    return id == null ? event : event.with("id", id);
  }

  @Override
  public String toString() {
    return header().toString();
  }
}

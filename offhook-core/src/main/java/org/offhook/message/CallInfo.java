package org.offhook.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * More about a caller, a callee or a refusal, at a URI: one value of Call-Info, RFC 3261 section
 * 20.9. The URI is a stranger's text and is never fetched by this library.
 *
 * <p>Example: {@code call.details().callInfo().stream().filter(info -> info.is("icon"))}.
 *
 * @param address the value as it stands in the message
 */
public record CallInfo(NameAddr address) {

  /** The values of a message in order; what cannot be read is left out. */
  public static List<CallInfo> all(SipMessage message) {
    return message.headers().all(HeaderName.CALL_INFO).stream().map(CallInfo::new).toList();
  }

  /** Where more is said. */
  public Uri uri() {
    return address.uri();
  }

  /** What it is: {@code info} where it is not said, {@code icon}, {@code card}, {@code jcard}. */
  public String purpose() {
    return address
        .params()
        .get("purpose")
        .filter(text -> !text.isEmpty())
        .map(Ascii::lower)
        .orElse("info");
  }

  /** Whether it is for this purpose, compared without case. */
  public boolean is(String what) {
    return purpose().equalsIgnoreCase(what);
  }

  /**
   * After which time the call should be answered by itself, as {@code answer-after} of many phones
   * asks; whether that is done is the application's decision.
   */
  public Optional<Duration> answerAfter() {
    var seconds = address.params().number("answer-after");
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsInt()))
        : Optional.empty();
  }

  /** The wire text. */
  @Override
  public String toString() {
    return address.toString();
  }
}

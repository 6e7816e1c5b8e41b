package org.offhook.message;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who sent a call elsewhere before it came here, and why: one value of Diversion, RFC 5806 section
 * 4. The first of several is the last that did.
 *
 * <pre>{@code
 * CallOptions.to(target).header("Diversion",
 *     Diversion.of(NameAddr.parse("sip:bob@example.com"), "user-busy").withCounter(1).toString())
 * }</pre>
 *
 * @param address the value as it stands in the message
 */
public record Diversion(NameAddr address) {

  /** A diversion by {@code who}, for a reason such as {@code user-busy} or {@code no-answer}. */
  public static Diversion of(NameAddr who, String reason) {
    return new Diversion(who.with("reason", reason));
  }

  /** The diversions of a message, the last one first; what cannot be read is left out. */
  public static List<Diversion> all(SipMessage message) {
    return message.headers().all(HeaderName.DIVERSION).stream().map(Diversion::new).toList();
  }

  /** Who diverted. */
  public Uri uri() {
    return address.uri();
  }

  /** Why, in lower case; {@code unknown} where it is not said. */
  public String reason() {
    return address
        .params()
        .get("reason")
        .filter(text -> !text.isEmpty())
        .map(Ascii::lower)
        .orElse("unknown");
  }

  /** How many diversions this value stands for, if it says. */
  public OptionalInt counter() {
    return address.params().number("counter");
  }

  /** How many further diversions are allowed, if it says. */
  public OptionalInt limit() {
    return address.params().number("limit");
  }

  /** What of it may be shown: {@code full}, {@code name}, {@code uri}, {@code off}. */
  public Optional<String> privacy() {
    return address.params().get("privacy").map(Ascii::lower);
  }

  /** Whether a network checked it: {@code yes}, {@code no}. */
  public Optional<String> screen() {
    return address.params().get("screen").map(Ascii::lower);
  }

  /** The same with a counter. */
  public Diversion withCounter(int diversions) {
    if (diversions < 1 || diversions > 99) {
      throw new IllegalArgumentException("a diversion counts 1 to 99, not " + diversions);
    }
    return new Diversion(address.with("counter", Integer.toString(diversions)));
  }

  /** The wire text. */
  @Override
  public String toString() {
    return address.toString();
  }
}

package org.offhook.message;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a call ended or a request was sent: one value of Reason, RFC 3326 section 2.
 *
 * <pre>{@code
 * call.hangUp(Reason.q850(16).withText("Normal call clearing"));
 * call.ended().await().reasons().forEach(reason -> System.out.println(reason.cause()));
 * }</pre>
 *
 * @param value the value as it stands in the message
 */
public record Reason(ParameterizedToken value) {

  /** The status code of a SIP response as cause, with its usual words. */
  public static Reason sip(Status status) {
    return of("SIP", status.code()).withText(status.reason());
  }

  /**
   * A cause of the telephone network (ITU-T Q.850), such as 16 for a normal end.
   *
   * @throws IllegalArgumentException if it is not within 1 to 127
   */
  public static Reason q850(int cause) {
    if (cause < 1 || cause > 127) {
      throw new IllegalArgumentException("causes of Q.850 are 1 to 127, not " + cause);
    }
    return of("Q.850", cause);
  }

  private static Reason of(String protocol, int cause) {
    return new Reason(ParameterizedToken.of(protocol).with("cause", Integer.toString(cause)));
  }

  /** The values of all Reason rows of a message, in order; what cannot be read is left out. */
  public static List<Reason> all(SipMessage message) {
    return message.headers().all(HeaderName.REASON).stream().map(Reason::new).toList();
  }

  /** Reads a list as it stands in one row, or in the headers of a URI; empty if it is none. */
  static List<Reason> read(String text) {
    try {
      return Values.list(Cursor.of(Ascii.checked("Reason", text)), ParameterizedToken::read)
          .stream()
          .map(Reason::new)
          .toList();
    } catch (Malformed | IllegalArgumentException e) {
      return List.of();
    }
  }

  /** Whose causes these are: {@code SIP}, {@code Q.850} and others. */
  public String protocol() {
    return value.value();
  }

  /** The cause, if there is one that is a number. */
  public OptionalInt cause() {
    return value.params().number("cause");
  }

  /** Words for people. */
  public Optional<String> text() {
    return value.params().get("text");
  }

  /** The same with words for people. */
  public Reason withText(String words) {
    return new Reason(new ParameterizedToken(protocol(), value.params().withQuoted("text", words)));
  }

  /** Whether this is that cause of that protocol, names compared without case. */
  public boolean is(String ofProtocol, int code) {
    return value.is(ofProtocol) && cause().orElse(-1) == code;
  }

  /** The wire text. */
  @Override
  public String toString() {
    return value.toString();
  }
}

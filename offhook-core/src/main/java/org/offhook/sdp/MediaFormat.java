package org.offhook.sdp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A format that both sides agreed on, as one of them numbers it (RFC 3264 section 6.1).
 *
 * @param format as the m= line has it: an RTP payload number, or a word such as {@code t38}
 * @param codec what it means; null for what is not RTP
 * @param parameters the receiver's {@code fmtp} text for it; empty if there is none
 */
public record MediaFormat(String format, @Nullable RtpMap codec, String parameters) {

  /** The format as a medium describes it. */
  static MediaFormat of(MediaDescription medium, String format) {
    return new MediaFormat(
        format, medium.codec(format).orElse(null), medium.fmtp(format).map(Fmtp::text).orElse(""));
  }

  /** The key presses that may be sent with it, if it is for key presses (RFC 4733). */
  public Optional<TelephoneEvents> telephoneEvents() {
    return codec == null || !codec.isTelephoneEvent()
        ? Optional.empty()
        : Optional.of(TelephoneEvents.parse(parameters).orElse(TelephoneEvents.DIGITS));
  }

  /** What it is, in words: {@code PCMA/8000 as 8}. */
  @Override
  public String toString() {
    return codec == null ? format : codec.encoding() + " as " + format;
  }
}

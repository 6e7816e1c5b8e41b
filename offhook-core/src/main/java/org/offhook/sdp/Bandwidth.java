package org.offhook.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A {@code b=} line: how much bandwidth the session or medium takes (RFC 8866 section 5.8).
 *
 * @param type the modifier, such as {@link #CT}; unknown ones are kept
 * @param value the figure, in the unit of the type
 */
public record Bandwidth(String type, long value) {

  /** Conference total, in kilobits per second. */
  public static final String CT = "CT";

  /** Application specific, in kilobits per second. */
  public static final String AS = "AS";

  /** Transport independent application specific, in bits per second (RFC 3890). */
  public static final String TIAS = "TIAS";

  /** RTCP of senders, in bits per second (RFC 3556). */
  public static final String RS = "RS";

  /** RTCP of receivers, in bits per second (RFC 3556). */
  public static final String RR = "RR";

  /**
   * A bandwidth.
   *
   * @throws IllegalArgumentException if the type is empty or has a space or colon, or the value is
   *     negative
   */
  public Bandwidth {
    SdpText.requireField(type, "bandwidth type");
    if (type.indexOf(':') >= 0 || value < 0) {
      throw new IllegalArgumentException("not a bandwidth: " + type + ":" + value);
    }
  }

  static @Nullable Bandwidth read(String text, Faults faults) {
    int colon = text.indexOf(':');
    String type = colon <= 0 ? "" : text.substring(0, colon).strip();
    String figure = text.substring(colon + 1).strip();
    long value = SdpText.number(figure, Long.MAX_VALUE / 100);
    if (type.isEmpty() || value < 0 || type.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      // Tolerance: a bandwidth is only advice, so a wrong one does not spoil the session.
      faults.tolerate("b= must be type:number");
      return null;
    }
    return new Bandwidth(type, value);
  }

  /** The text of the line after {@code b=}. */
  @Override
  public String toString() {
    return type + ":" + value;
  }
}

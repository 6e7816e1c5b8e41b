package org.offhook.sdp;

/**
 * How much of a description is read and how forgiving the reader is; RFC 8866 sets no such limits.
 *
 * <p>Example: {@code SessionDescription.parse(body, SdpLimits.DEFAULT.asStrict())}.
 *
 * @param bytes the greatest length of a description, in bytes
 * @param media the greatest number of media descriptions
 * @param attributes the greatest number of attribute lines, over all levels
 * @param strict whether anything that would be tolerated makes the description invalid; RFC 8866
 *     section 5 wants it so for unknown type letters
 */
public record SdpLimits(int bytes, int media, int attributes, boolean strict) {

  /** 65,536 bytes, 64 media, 1,000 attributes, forgiving. */
  public static final SdpLimits DEFAULT = new SdpLimits(65_536, 64, 1_000, false);

  /**
   * Limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public SdpLimits {
    if (bytes <= 0 || media <= 0 || attributes <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** The same limits with no tolerance: the strict rule of RFC 8866 section 5. */
  public SdpLimits asStrict() {
    return new SdpLimits(bytes, media, attributes, true);
  }
}

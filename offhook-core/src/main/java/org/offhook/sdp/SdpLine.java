package org.offhook.sdp;

/**
 * One line of a session description as it stands: a type letter and its text (RFC 8866 section 5).
 *
 * <p>Lines are what a {@link SessionDescription} keeps, in their order, whether or not their type
 * is known; typed values such as {@link Origin} are read from them.
 *
 * @param type the letter before the equals sign
 * @param value everything after the equals sign, without the line end
 */
public record SdpLine(char type, String value) {

  /**
   * A line.
   *
   * @throws IllegalArgumentException if the type is no ASCII letter or digit, or the value has a
   *     carriage return, a line feed or a NUL in it
   */
  public SdpLine {
    if (!isType(type)) {
      throw new IllegalArgumentException("a line's type must be a letter, not " + (int) type);
    }
    SdpText.requireLine(value);
  }

  static boolean isType(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** The line as it is written, without a line end. */
  @Override
  public String toString() {
    return type + "=" + value;
  }
}

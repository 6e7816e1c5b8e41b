package org.offhook.sdp;

import org.jspecify.annotations.Nullable;

/**
 * Which way media flows, seen from the side that wrote the description (RFC 8866 section 6.7).
 *
 * <p>Example: an offer of {@code SENDONLY} is answered, by one who wants both ways, with {@code
 * SENDRECV.answerTo(SENDONLY)}, which is {@code RECVONLY}.
 */
public enum Direction {
  /** Both ways; what holds when nothing is said. */
  SENDRECV("sendrecv", true, true),
  /** Media only goes out. */
  SENDONLY("sendonly", true, false),
  /** Media only comes in. */
  RECVONLY("recvonly", false, true),
  /** No media, though the stream stays set up. */
  INACTIVE("inactive", false, false);

  private final String token;
  private final boolean sends;
  private final boolean receives;

  Direction(String token, boolean sends, boolean receives) {
    this.token = token;
    this.sends = sends;
    this.receives = receives;
  }

  /** The name of the attribute: {@code sendrecv} and so on. */
  public String token() {
    return token;
  }

  /** Whether the writer sends. */
  public boolean sends() {
    return sends;
  }

  /** Whether the writer receives. */
  public boolean receives() {
    return receives;
  }

  /** The same flow as the other side would put it. */
  public Direction reverse() {
    return of(receives, sends);
  }

  /** Only what both allow. */
  public Direction and(Direction other) {
    return of(sends && other.sends, receives && other.receives);
  }

  /**
   * The direction of an answer to an offer, by one whose own wish is this direction: as much of the
   * wish as the offer allows (RFC 3264 section 6.1).
   *
   * @param offered the direction as the offer states it
   */
  public Direction answerTo(Direction offered) {
    return and(offered.reverse());
  }

  /** Whether an answer may have this direction (RFC 3264 section 6.1). */
  public boolean mayAnswer(Direction offered) {
    return answerTo(offered) == this;
  }

  /** This direction with the other side put on hold: no more receiving (RFC 3264 section 8.4). */
  public Direction held() {
    return of(sends, false);
  }

  /** The direction of these two abilities. */
  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  static @Nullable Direction of(String attribute) {
    // Tolerance: senders that leave a space behind the word.
    String token = attribute.strip();
    for (var direction : values()) {
      if (direction.token.equals(token)) {
        return direction;
      }
    }
    return null;
  }
}

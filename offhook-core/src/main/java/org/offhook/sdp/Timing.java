package org.offhook.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code t=} line with the {@code r=} and {@code z=} lines that follow it: when the session is
 * active (RFC 8866 sections 5.9 to 5.11).
 *
 * @param start when it starts, in seconds since 1900 (NTP); 0: always active
 * @param stop when it ends, likewise; 0: unbounded
 * @param more the {@code r=} and {@code z=} lines that belong to it, as they stand
 */
public record Timing(long start, long stop, List<SdpLine> more) {

  /** {@code t=0 0}: now, for as long as the call lasts. */
  public static final Timing PERMANENT = new Timing(0, 0, List.of());

  /**
   * A timing.
   *
   * @throws IllegalArgumentException if a time is negative or a line is neither r= nor z=
   */
  public Timing {
    more = List.copyOf(more);
    boolean fits = start >= 0 && stop >= 0;
    for (var line : more) {
      fits &= line.type() == 'r' || line.type() == 'z';
    }
    if (!fits) {
      throw new IllegalArgumentException("not a timing");
    }
  }

  static @Nullable Timing read(String value, Faults faults) {
    List<String> fields = SdpText.fields(value);
    long start = fields.size() == 2 ? SdpText.number(fields.get(0), Long.MAX_VALUE / 100) : -1;
    long stop = fields.size() == 2 ? SdpText.number(fields.get(1), Long.MAX_VALUE / 100) : -1;
    if (start < 0 || stop < 0) {
      faults.refuse("t= must be two numbers");
      return null;
    }
    if (!SdpText.singleSpaced(value)) {
      faults.tolerate("t= has surplus spaces");
    }
    return new Timing(start, stop, List.of());
  }

  /** The text of the line after {@code t=}. */
  @Override
  public String toString() {
    return start + " " + stop;
  }
}

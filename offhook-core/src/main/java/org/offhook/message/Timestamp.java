package org.offhook.message;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * When a request was sent, and how long the answer was held: RFC 3261 section 20.38.
 *
 * @param seconds the client's own clock, echoed as it came
 * @param delay seconds between arrival and answer; null if not stated
 */
public record Timestamp(BigDecimal seconds, @Nullable BigDecimal delay) {
  /** Checks that neither is negative. */
  public Timestamp {
    if (seconds.signum() < 0 || (delay != null && delay.signum() < 0)) {
      throw new IllegalArgumentException("negative timestamp");
    }
  }

  /** A copy with the delay that a 100 adds (section 8.2.6.1). */
  public Timestamp withDelay(BigDecimal newDelay) {
    return new Timestamp(seconds, newDelay);
  }

  static Timestamp read(Cursor in) {
    in.skipSpace();
    BigDecimal seconds = decimal(in);
    in.skipSpace();
    return new Timestamp(seconds, in.atEnd() ? null : decimal(in));
  }

  private static BigDecimal decimal(Cursor in) {
    int start = in.pos;
    int dots = 0;
    while (in.pos < in.end
        && (Ascii.isDigit(in.data[in.pos]) || (in.data[in.pos] == '.' && dots++ == 0))) {
      in.pos++;
    }
    int length = in.pos - start;
    if (length == 0 || length > 40 || length == dots) {
      throw new Malformed("timestamp is not a number", start);
    }
    return new BigDecimal(Ascii.text(in.data, start, in.pos));
  }

  void writeTo(WireWriter out) {
    out.put(seconds.toPlainString());
    if (delay != null) {
      out.put(' ').put(delay.toPlainString());
    }
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }
}

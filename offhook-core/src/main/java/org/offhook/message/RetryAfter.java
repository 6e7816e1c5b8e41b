package org.offhook.message;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * When to try again: RFC 3261 section 20.33.
 *
 * @param seconds the wait
 * @param params duration and others
 */
public record RetryAfter(long seconds, Parameters params) {
  private static final long MAX = 0xffff_ffffL;

  /** Checks the range, 0 to 2^32-1. */
  public RetryAfter {
    if (seconds < 0 || seconds > MAX) {
      throw new IllegalArgumentException("Retry-After is not within 32 bits: " + seconds);
    }
    params = params.as(false);
  }

  /** A wait without parameters. */
  public static RetryAfter of(long seconds) {
    return new RetryAfter(seconds, Parameters.EMPTY);
  }

  static RetryAfter read(Cursor in) {
    in.skipSpace();
    long seconds = in.number("Retry-After", MAX);
    in.skipSpace();
    if (in.peek() == '(') {
      in.skipComment();
    }
    return new RetryAfter(seconds, Parameters.readHeader(in));
  }

  /** How long the called party will then be reachable, in seconds. */
  public OptionalLong duration() {
    Optional<String> text = params.get("duration");
    if (text.isEmpty() || !text.get().matches("[0-9]{1,10}")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  void writeTo(WireWriter out) {
    out.put(seconds);
    params.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return seconds + params.toString();
  }
}

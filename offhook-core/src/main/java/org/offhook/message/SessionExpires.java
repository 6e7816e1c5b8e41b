package org.offhook.message;

import java.util.Optional;

/**
 * How long a session lasts unless refreshed, and who refreshes: RFC 4028 section 4.
 *
 * @param seconds the interval
 */
public record SessionExpires(long seconds, Parameters params) {
  private static final long MAX = 0xffff_ffffL;

  /** Checks the range, 0 to 2^32-1. */
  public SessionExpires {
    if (seconds < 0 || seconds > MAX) {
      throw new IllegalArgumentException("Session-Expires is not within 32 bits: " + seconds);
    }
    params = params.as(false);
  }

  /** An interval; who refreshes is left open. */
  public static SessionExpires of(long seconds) {
    return new SessionExpires(seconds, Parameters.EMPTY);
  }

  static SessionExpires read(Cursor in) {
    in.skipSpace();
    return new SessionExpires(in.number("Session-Expires", MAX), Parameters.readHeader(in));
  }

  /** {@code uac} or {@code uas}, in lower case. */
  public Optional<String> refresher() {
    return params.get("refresher").map(Ascii::lower);
  }

  /** A copy that names who refreshes, {@code uac} or {@code uas}. */
  public SessionExpires withRefresher(String role) {
    return new SessionExpires(seconds, params.with("refresher", role));
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

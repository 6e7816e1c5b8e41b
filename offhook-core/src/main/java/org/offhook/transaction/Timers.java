package org.offhook.transaction;

import java.time.Duration;

/**
 * The base times of all transaction timers (RFC 3261 §17.1.1.1 and table 4), in nanoseconds.
 *
 * @param t1 estimated round trip: first retransmission
 * @param t2 longest interval between retransmissions of non-INVITE requests and of responses
 * @param t4 longest time that a message remains in the network
 */
public record Timers(long t1, long t2, long t4) {

  /** 500 ms, 4 s, 5 s. */
  public static final Timers DEFAULT =
      of(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

  /** Checks that all are positive. */
  public Timers {
    if (t1 <= 0 || t2 < t1 || t4 <= 0) {
      throw new IllegalArgumentException("T1, T2 and T4 must be positive, and T2 not below T1");
    }
  }

  /** With these times. */
  public static Timers of(Duration t1, Duration t2, Duration t4) {
    return new Timers(t1.toNanos(), t2.toNanos(), t4.toNanos());
  }

  /** Timers B, F, H, J, L and M: 64 × T1. */
  public long giveUp() {
    return 64 * t1;
  }

  /** Timer D: at least 32 s, and not shorter than the peer's Timer H. */
  public long timerD() {
    return Math.max(giveUp(), 32_000_000_000L);
  }

  /** The interval that follows {@code interval} where T2 is the cap. */
  long doubledToT2(long interval) {
    return Math.min(2 * interval, t2);
  }

  /** When Timer E of a client has grown to T2: no 100 to a non-INVITE before (RFC 4320 §4.1). */
  public long nonInviteTrying() {
    long at = 0;
    for (long interval = t1; interval < t2; interval *= 2) {
      at += interval;
    }
    return Math.max(at, t1);
  }
}

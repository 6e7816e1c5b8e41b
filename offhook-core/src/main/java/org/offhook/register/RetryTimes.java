package org.offhook.register;

import java.util.function.BooleanSupplier;
import org.offhook.loop.Randomness;
import org.offhook.ua.BackOff;
import org.offhook.ua.Renewal;

/** When to renew a binding (RFC 3261 §10.2.4) and when to try again after a failure. */
final class RetryTimes {

  private static final long BASE_WAIT = 30;
  private static final long BASE_WAIT_BESIDE_OTHERS = 90;

  private final Randomness random;
  private final BackOff backOff;

  /** 64 × T1: what a REGISTER may take until it is known to have failed. */
  private final long margin;

  private BooleanSupplier othersUp = () -> false;

  RetryTimes(Randomness random, long margin) {
    this.random = random;
    this.margin = margin;
    this.backOff = new BackOff(random, BASE_WAIT);
  }

  /** Who tells whether another flow of the same registration is up. */
  void beside(BooleanSupplier others) {
    othersUp = others;
  }

  /** Nanoseconds from the grant to its renewal. */
  long refreshAfter(long grantedSeconds) {
    backOff.reset();
    return Renewal.after(grantedSeconds, margin, random);
  }

  /**
   * Nanoseconds until the next try: 50 to 100 % of a time that doubles with each failure from 60 s,
   * or 180 s where another flow of the same registration is up, to half an hour (RFC 5626 §4.5);
   * not before what the registrar asked for.
   */
  long retryAfter(long askedSeconds) {
    boolean beside = othersUp.getAsBoolean();
    return backOff.next(askedSeconds, beside ? BASE_WAIT_BESIDE_OTHERS : BASE_WAIT);
  }
}

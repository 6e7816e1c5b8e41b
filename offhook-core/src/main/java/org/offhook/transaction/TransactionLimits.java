package org.offhook.transaction;

/**
 * How many server transactions there may be; beyond, new requests outside dialogs get 503 with
 * Retry-After.
 *
 * @param pending requests that wait for their final response
 * @param pendingPerSource those from one address
 * @param total transactions of all kinds, those included that only absorb repetitions
 * @param retryAfter seconds that a refused peer is asked to wait
 */
public record TransactionLimits(int pending, int pendingPerSource, int total, int retryAfter) {

  /** 50,000, as many from one address, 500,000, 10 s. */
  public static final TransactionLimits DEFAULT =
      new TransactionLimits(50_000, 50_000, 500_000, 10);

  /** Checks that all are positive. */
  public TransactionLimits {
    if (Math.min(Math.min(pending, pendingPerSource), Math.min(total, retryAfter)) <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}

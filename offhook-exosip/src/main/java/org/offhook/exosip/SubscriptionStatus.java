package org.offhook.exosip;

/**
 * Where a subscription stands (RFC 6665 section 4.1.3), with the numbers of eXosip2. Any thread.
 *
 * <pre>{@code
 * SubscriptionStatus.of(2);   // ACTIVE
 * }</pre>
 */
public enum SubscriptionStatus {
  /** 0: nothing was said yet. */
  UNKNOWN(0),

  /** 1: it waits for permission. */
  PENDING(1),

  /** 2: it runs. */
  ACTIVE(2),

  /** 3: it is over. */
  TERMINATED(3);

  private final int number;

  SubscriptionStatus(int number) {
    this.number = number;
  }

  /**
   * The status of a number.
   *
   * @throws OsipErrors.OsipBadParameter if it is not within 0 to 3
   */
  public static SubscriptionStatus of(int number) {
    return OsipError.numbered(values(), SubscriptionStatus::number, number, "subscription status");
  }

  /** The number. */
  public int number() {
    return number;
  }
}

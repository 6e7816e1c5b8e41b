package org.offhook.exosip;

/**
 * Why a subscription ended (RFC 6665 section 4.1.3), with the numbers of eXosip2. Any thread.
 *
 * <pre>{@code
 * SubscriptionReason.of(3);   // TIMEOUT
 * }</pre>
 */
public enum SubscriptionReason {
  /** 0: subscribe again at once. */
  DEACTIVATED(0),

  /** 1: subscribe again later. */
  PROBATION(1),

  /** 2: it is not allowed any more. */
  REJECTED(2),

  /** 3: it was not refreshed. */
  TIMEOUT(3),

  /** 4: permission did not come in time. */
  GIVEUP(4),

  /** 5: what it was about is gone. */
  NORESOURCE(5);

  private final int number;

  SubscriptionReason(int number) {
    this.number = number;
  }

  /**
   * The reason of a number.
   *
   * @throws OsipErrors.OsipBadParameter if it is not within 0 to 5
   */
  public static SubscriptionReason of(int number) {
    return OsipError.numbered(values(), SubscriptionReason::number, number, "subscription reason");
  }

  /** The number. */
  public int number() {
    return number;
  }
}

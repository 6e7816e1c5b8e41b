package org.offhook.exosip;

/**
 * What option 2000 of eXosip2 tells: see {@link Exosip#statistics}. Immutable.
 *
 * <pre>{@code
 * System.out.println(exosip.statistics().calls().average() + " calls an hour");
 * }</pre>
 *
 * @param transactions in both directions
 * @param registrations those that were not forgotten
 * @param calls in both directions
 * @param publications of this side
 * @param subscriptions of this side at others
 * @param insubscriptions of others here
 */
public record ExosipStatistics(
    Count transactions,
    Count registrations,
    Count calls,
    Count publications,
    Count subscriptions,
    Count insubscriptions) {

  /**
   * One kind.
   *
   * @param allocated how many there are now
   * @param average how many began within the last hour
   */
  public record Count(long allocated, double average) {}
}

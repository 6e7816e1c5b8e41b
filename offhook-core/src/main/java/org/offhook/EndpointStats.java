package org.offhook;

import java.util.Map;

/**
 * What an endpoint has to do, in figures: see {@link Endpoint#stats}. Immutable. The rate of
 * another time than an hour is the difference of two {@link #begun} that were asked for.
 *
 * <pre>{@code
 * long callsInThisHour = endpoint.stats().await().lastHour().calls();
 * }</pre>
 *
 * @param alive how many there are now; none in a closed endpoint
 * @param begun how many have begun since the endpoint started, those that failed included
 * @param lastHour how many of those began within the last hour, by its minutes
 * @param unanswered requests of peers that have no final answer yet
 * @param refused how often each limit struck since the endpoint started; every {@link Limit} is in
 */
public record EndpointStats(
    Counts alive, Counts begun, Counts lastHour, int unanswered, Map<Limit, Long> refused) {

  /** Keeps a copy. */
  public EndpointStats {
    refused = Map.copyOf(refused);
  }

  /** How often a limit struck since the endpoint started. */
  public long refused(Limit limit) {
    return refused.getOrDefault(limit, 0L);
  }

  /**
   * A number of each kind.
   *
   * @param calls in both directions, from the first INVITE on
   * @param registrations handles, whatever the registrar said
   * @param publications handles
   * @param subscriptions of this side at others, those that a REFER makes included
   * @param notifiers subscriptions of others here, those that a REFER makes included
   * @param clientTransactions requests of this side, those included that only absorb repetitions
   * @param serverTransactions requests of peers, likewise
   * @param connections TCP, TLS, DTLS and WebSocket, in both directions
   */
  public record Counts(
      long calls,
      long registrations,
      long publications,
      long subscriptions,
      long notifiers,
      long clientTransactions,
      long serverTransactions,
      long connections) {

    /** Those of both directions. */
    public long transactions() {
      return clientTransactions + serverTransactions;
    }

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);
  }

  static final EndpointStats CLOSED =
      new EndpointStats(Counts.NONE, Counts.NONE, Counts.NONE, 0, Map.of());
}

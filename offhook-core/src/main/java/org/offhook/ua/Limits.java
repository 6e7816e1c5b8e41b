package org.offhook.ua;

import java.time.Duration;
import org.offhook.transaction.TransactionLimits;
import org.offhook.transport.RepeatBudget;

/**
 * How much strangers may cost an endpoint (RFC 3261 §26.3.2.4). Sizes of messages and numbers of
 * connections are limits of {@code EndpointOptions.transport}, events of {@code queues}, calls of
 * {@code calls}, subscriptions of {@code events}, targets of {@code redirects}, records of {@code
 * dns}, and what one source may ask for of {@code access}. {@code Endpoint.stats} counts how often
 * each of them struck. Immutable; any thread.
 *
 * <pre>{@code
 * EndpointOptions.builder().limits(Limits.DEFAULT.withDialogs(500))
 * }</pre>
 *
 * @param requests transactions that peers begin
 * @param dialogs at a time; requests that would begin one more get 503
 * @param forks branches of one INVITE that are told apart; what others answer is ignored
 * @param challenges 401 and 407 to one request that are answered; a further one is its outcome
 * @param repeats of answers, NOTIFY and BYE to addresses that have not proven to receive them
 * @param behind for how long requests outside dialogs may wait to be served while more arrives by
 *     UDP than is read, before further ones get 503 with Retry-After, if that lasts for a tenth of
 *     a second, and after twice that themselves; fifty a second are served in any case; 0: none
 *     waits, and none is refused
 */
public record Limits(
    Requests requests, int dialogs, int forks, int challenges, Repeats repeats, Duration behind) {

  /**
   * Transactions that peers begin; more outside dialogs get 503 with Retry-After, without state;
   * those inside dialogs have twice the room.
   *
   * @param total of all kinds, those included that only absorb repetitions
   * @param unanswered requests without a final answer
   * @param unansweredPerSource those from one source
   * @param retryAfter how long a refused peer is asked to wait; whole seconds
   */
  public record Requests(int total, int unanswered, int unansweredPerSource, Duration retryAfter) {

    /** Checks that all are positive. */
    public Requests {
      if (Math.min(Math.min(total, unanswered), unansweredPerSource) < 1
          || retryAfter.toSeconds() < 1
          || retryAfter.toSeconds() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("limits of requests must be positive");
      }
    }

    /** As the transaction layer wants it. */
    public TransactionLimits ofTransactions() {
      return new TransactionLimits(
          unanswered, unansweredPerSource, total, (int) retryAfter.toSeconds());
    }
  }

  /**
   * Repetitions by this side's own timers over UDP to an address that has not shown that it
   * receives them: of 2xx and refusals to INVITE, of reliable provisional answers, of NOTIFY to a
   * subscriber that has not proven who it is, and of BYE where the 2xx was never acknowledged. Such
   * NOTIFYs and BYEs themselves have the same room once more; where it is full, they leave as soon
   * as the address answers one of them.
   *
   * @param count repetitions; of NOTIFYs and BYEs one is sent even if it is 0
   * @param bytes of all of them
   * @param within in which time
   */
  public record Repeats(int count, long bytes, Duration within) {

    /** Checks ranges. */
    public Repeats {
      if (count < 0 || bytes < 0 || within.isNegative() || within.isZero()) {
        throw new IllegalArgumentException("limits of repetitions must not be negative");
      }
    }

    /** As the transports want it. */
    public RepeatBudget.Terms ofTransport() {
      return new RepeatBudget.Terms(count, bytes, within);
    }
  }

  /**
   * 500,000 transactions, 50,000 unanswered, as many of one source, 10 s to wait; 250,000 dialogs;
   * 32 forks; 5 challenges; 64 repetitions and 65,536 bytes in 32 s; 300 ms behind.
   */
  public static final Limits DEFAULT =
      new Limits(
          new Requests(500_000, 50_000, 50_000, Duration.ofSeconds(10)),
          250_000,
          32,
          5,
          new Repeats(64, 65_536, Duration.ofSeconds(32)),
          Duration.ofMillis(300));

  /** Checks ranges. */
  public Limits {
    if (behind.isNegative()) {
      throw new IllegalArgumentException("an endpoint cannot be behind for " + behind);
    }
    if (Math.min(dialogs, forks) < 1 || challenges < 0) {
      throw new IllegalArgumentException("there must be room for one dialog and one fork at least");
    }
  }

  /** The same with other {@link #requests}. */
  public Limits withRequests(Requests other) {
    return new Limits(other, dialogs, forks, challenges, repeats, behind);
  }

  /** The same with another number of {@link #dialogs}. */
  public Limits withDialogs(int most) {
    return new Limits(requests, most, forks, challenges, repeats, behind);
  }

  /** The same with another number of {@link #forks}. */
  public Limits withForks(int most) {
    return new Limits(requests, dialogs, most, challenges, repeats, behind);
  }

  /** The same with another number of {@link #challenges}. */
  public Limits withChallenges(int most) {
    return new Limits(requests, dialogs, forks, most, repeats, behind);
  }

  /** The same with other {@link #repeats}. */
  public Limits withRepeats(Repeats other) {
    return new Limits(requests, dialogs, forks, challenges, other, behind);
  }

  /** The same with another time {@link #behind}. */
  public Limits withBehind(Duration longest) {
    return new Limits(requests, dialogs, forks, challenges, repeats, longest);
  }
}

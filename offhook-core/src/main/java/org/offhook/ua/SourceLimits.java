package org.offhook.ua;

import java.time.Duration;

/**
 * How much one source may ask for: an IPv4 address, or an IPv6 prefix of 64 bits. Requests inside
 * dialogs, sources that an {@link AccessRule} trusts and those of {@code EndpointOptions.trust} do
 * not count. Immutable; any thread.
 *
 * <pre>{@code
 * SourceLimits.PUBLIC.withRequests(50)
 * }</pre>
 *
 * @param requests within {@code window}; more get 503 with Retry-After, without state; 0: any
 *     number
 * @param failures requests within {@code window} that were challenged or refused; a source with
 *     more is silently ignored for {@code silence}, its malformed messages included; credentials
 *     that are right begin the count anew; 0: any number
 * @param window in which they are counted
 * @param silence how long a source is ignored
 * @param sources how many are remembered; of more, the one not heard of longest is forgotten
 */
public record SourceLimits(
    int requests, int failures, Duration window, Duration silence, int sources) {

  /** Any number of everything. */
  public static final SourceLimits NONE =
      new SourceLimits(0, 0, Duration.ofSeconds(10), Duration.ofMinutes(5), 10_000);

  /** 200 requests and 20 failures in 10 s, 5 minutes of silence, 10,000 sources. */
  public static final SourceLimits PUBLIC = NONE.withRequests(200).withFailures(20);

  /** Checks ranges. */
  public SourceLimits {
    if (Math.min(requests, failures) < 0 || sources < 1) {
      throw new IllegalArgumentException("limits of a source must not be negative");
    }
    if (window.isNegative() || window.isZero() || silence.isNegative()) {
      throw new IllegalArgumentException("a window of time must be positive");
    }
  }

  /** Whether nothing is counted. */
  public boolean isNone() {
    return requests == 0 && failures == 0;
  }

  /** The same with another number of {@link #requests}. */
  public SourceLimits withRequests(int most) {
    return new SourceLimits(most, failures, window, silence, sources);
  }

  /** The same with another number of {@link #failures}. */
  public SourceLimits withFailures(int most) {
    return new SourceLimits(requests, most, window, silence, sources);
  }

  /** The same with another {@link #window}. */
  public SourceLimits withWindow(Duration time) {
    return new SourceLimits(requests, failures, time, silence, sources);
  }

  /** The same with another {@link #silence}. */
  public SourceLimits withSilence(Duration time) {
    return new SourceLimits(requests, failures, window, time, sources);
  }

  /** The same with another number of remembered {@link #sources}. */
  public SourceLimits withSources(int most) {
    return new SourceLimits(requests, failures, window, silence, most);
  }
}

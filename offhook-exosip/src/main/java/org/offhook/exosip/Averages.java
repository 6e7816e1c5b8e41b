package org.offhook.exosip;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.offhook.EndpointStats;
import org.offhook.EndpointStats.Counts;
import org.offhook.exosip.ExosipStatistics.Count;

/** What began within the last hour, from what was asked for then. Guarded by the context's lock. */
final class Averages {

  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(Duration at, Counts begun) {}

  /** An endpoint started. */
  boolean begin(Duration now) {
    samples.clear();
    return samples.add(new Sample(now, NONE));
  }

  ExosipStatistics with(EndpointStats stats, Duration now) {
    var latest = new Sample(now, stats.begun());
    var oldest = samples.remove();
    while (!samples.isEmpty() && !now.minus(WINDOW).minus(samples.element().at).isNegative()) {
      oldest = samples.remove();
    }
    samples.addFirst(oldest);
    var base = oldest;
    if (now.minus(samples.getLast().at).compareTo(STEP) >= 0) {
      samples.add(latest);
    }
    double hours = Math.max(1, now.minus(base.at).toMillis() / (double) WINDOW.toMillis());
    Function<ToLongFunction<Counts>, Count> of =
        kind ->
            new Count(
                kind.applyAsLong(stats.alive()),
                (kind.applyAsLong(latest.begun) - kind.applyAsLong(base.begun)) / hours);
    return new ExosipStatistics(
        of.apply(counts -> counts.clientTransactions() + counts.serverTransactions()),
        of.apply(Counts::registrations),
        of.apply(Counts::calls),
        of.apply(Counts::publications),
        of.apply(Counts::subscriptions),
        of.apply(Counts::notifiers));
  }
}

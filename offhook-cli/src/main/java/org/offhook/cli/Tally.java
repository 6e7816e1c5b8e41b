package org.offhook.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures of many calls. */
final class Tally {

  /** How often they are shown. */
  static final Duration EVERY = Duration.ofSeconds(1);

  private static final int MOST_REASONS = 20;

  private final int wanted;
  private final long[] setUp;
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private int begun;
  private int answered;
  private int good;
  private int bad;

  Tally(int wanted) {
    this.wanted = wanted;
    this.setUp = new long[wanted];
  }

  void begin() {
    begun++;
  }

  void answered(long nanos) {
    if (answered < wanted) {
      setUp[answered++] = nanos;
    }
  }

  void over(boolean asAsked, String reason) {
    if (asAsked) {
      good++;
      return;
    }
    bad++;
    if (reasons.size() < MOST_REASONS || reasons.containsKey(reason)) {
      reasons.merge(reason, 1, Integer::sum);
    }
  }

  int begun() {
    return begun;
  }

  int over() {
    return good + bad;
  }

  int good() {
    return good;
  }

  /** One line on the way. */
  void progress(Report report) {
    report.result(
        counts(Json.event("load")),
        String.format(
            Locale.ROOT,
            "%d of %d begun, %d answered, %d over, %d failed",
            begun,
            wanted,
            answered,
            good + bad,
            bad));
    report.flush();
  }

  private Json counts(Json json) {
    return json.put("calls", wanted)
        .put("begun", begun)
        .put("answered", answered)
        .put("ok", good)
        .put("failed", bad);
  }

  /** The lines at the end. */
  void summary(Report report, long nanos) {
    var sorted = Arrays.copyOf(setUp, answered);
    Arrays.sort(sorted);
    double middle = at(sorted, 0.5);
    double late = at(sorted, 0.99);
    double seconds = nanos / 1e9;
    report.result(
        counts(Json.event("summary"))
            .put("seconds", seconds)
            .put("answer_ms_median", middle)
            .put("answer_ms_p99", late),
        String.format(
            Locale.ROOT,
            "%d calls: %d as asked, %d failed, in %.1f s; time to answer: median %.1f ms, 99%% %.1f"
                + " ms",
            begun,
            good,
            bad,
            seconds,
            middle,
            late));
    if (!report.isJson()) {
      reasons.forEach(
          (why, count) -> report.result(Json.event("failed"), "  " + count + " x " + why));
    }
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))] / 1e6;
  }
}

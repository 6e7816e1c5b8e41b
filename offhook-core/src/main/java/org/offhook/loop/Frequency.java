package org.offhook.loop;

import java.time.Duration;

/**
 * How often something happened: in all, and within the last hour by its minutes. It needs no timer:
 * an hour goes on while it is counted or read. On the loop only.
 *
 * <pre>{@code
 * var calls = new Frequency(loop.time());
 * calls.count();
 * long busyHour = calls.lastHour();
 * }</pre>
 */
public final class Frequency {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final TimeSource time;
  private final int[] minutes = new int[60];
  private long latest;
  private long total;

  /** Nothing has happened yet. */
  public Frequency(TimeSource time) {
    this.time = time;
    this.latest = minute();
  }

  /** It happens now. */
  public void count() {
    goOn();
    total++;
    minutes[slot(latest)]++;
  }

  /** How often it happened at all. */
  public long total() {
    return total;
  }

  /** How often it happened in this minute of the time source and the 59 before. */
  public long lastHour() {
    goOn();
    long sum = 0;
    for (int count : minutes) {
      sum += count;
    }
    return sum;
  }

  private void goOn() {
    long now = minute();
    for (latest = Math.max(latest, now - minutes.length); latest < now; latest++) {
      minutes[slot(latest + 1)] = 0;
    }
  }

  private long minute() {
    return Math.floorDiv(time.nanos(), MINUTE);
  }

  private int slot(long minute) {
    return Math.floorMod(minute, minutes.length);
  }
}

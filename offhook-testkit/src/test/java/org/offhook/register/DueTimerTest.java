package org.offhook.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.offhook.loop.Loop;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;
import org.offhook.loop.TimerHandle;
import org.offhook.testing.Rfc;

class DueTimerTest {

  private final Clocks clocks = new Clocks();
  private int fired;
  private final DueTimer timer = new DueTimer(clocks, () -> fired++);

  /** A loop whose two clocks the test sets apart. */
  private static final class Clocks implements Loop, TimeSource {

    private final PriorityQueue<Entry> timers = new PriorityQueue<>();
    private long nanos;
    private Duration ahead = Duration.ZERO;

    private final class Entry implements TimerHandle, Comparable<Entry> {
      private final long at;
      private final Runnable task;

      Entry(long at, Runnable task) {
        this.at = at;
        this.task = task;
      }

      @Override
      public void cancel() {
        timers.remove(this);
      }

      @Override
      public boolean isPending() {
        return timers.contains(this);
      }

      @Override
      public int compareTo(Entry other) {
        return Long.compare(at, other.at);
      }
    }

    void advance(Duration time) {
      long end = nanos + time.toNanos();
      for (var next = timers.peek(); next != null && next.at <= end; next = timers.peek()) {
        timers.poll();
        nanos = next.at;
        next.task.run();
      }
      nanos = end;
    }

    @Override
    public TimeSource time() {
      return this;
    }

    @Override
    public Randomness random() {
      throw new UnsupportedOperationException();
    }

    @Override
    public TimerHandle after(long delay, Runnable task) {
      var entry = new Entry(nanos + delay, task);
      timers.add(entry);
      return entry;
    }

    @Override
    public boolean execute(Runnable command) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean onLoop() {
      return true;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant wallClock() {
      return Instant.EPOCH.plusNanos(nanos).plus(ahead);
    }
  }

  @Test
  @Rfc("REG-28")
  void aSleepThatOnlyTheWallClockSawIsNoticedWithinHalfAMinute() {
    timer.start(Duration.ofHours(1).toNanos());
    clocks.advance(Duration.ofMinutes(10));
    assertThat(fired).isZero();
    clocks.ahead = Duration.ofHours(8);
    clocks.advance(Duration.ofSeconds(30));
    assertThat(fired).isEqualTo(1);
    clocks.advance(Duration.ofHours(2));
    assertThat(fired).isEqualTo(1);
  }

  @Test
  @Rfc("REG-28")
  void aWallClockThatIsSetBackDelaysNothing() {
    timer.start(Duration.ofHours(1).toNanos());
    clocks.ahead = Duration.ofHours(-5);
    clocks.advance(Duration.ofMinutes(59));
    assertThat(fired).isZero();
    clocks.advance(Duration.ofMinutes(1));
    assertThat(fired).isEqualTo(1);
  }

  @Test
  @Rfc("REG-28")
  void aSmallStepOfTheWallClockFiresNothingEarly() {
    timer.start(Duration.ofHours(1).toNanos());
    clocks.ahead = Duration.ofMinutes(5);
    clocks.advance(Duration.ofMinutes(50));
    assertThat(fired).isZero();
    clocks.advance(Duration.ofMinutes(10));
    assertThat(fired).isEqualTo(1);
  }

  @Test
  void cancellingStopsIt() {
    timer.start(Duration.ofHours(1).toNanos());
    timer.cancel();
    clocks.advance(Duration.ofHours(2));
    assertThat(fired).isZero();
  }
}

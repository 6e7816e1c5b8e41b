package org.offhook.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FrequencyTest {

  private long now = Long.MAX_VALUE - Duration.ofDays(400).toNanos();

  private final Frequency frequency = new Frequency(new Clock());

  private final class Clock implements TimeSource {
    @Override
    public long nanos() {
      return now;
    }

    @Override
    public Instant wallClock() {
      return Instant.EPOCH;
    }
  }

  private void pass(long minutes) {
    now += Duration.ofMinutes(minutes).toNanos();
  }

  @Test
  void nothingHappensAtFirst() {
    assertThat(frequency.total()).isZero();
    assertThat(frequency.lastHour()).isZero();
  }

  @Test
  void anHourForgetsWhatItsMinutesCounted() {
    frequency.count();
    frequency.count();
    pass(20);
    frequency.count();
    assertThat(frequency.lastHour()).isEqualTo(3);
    pass(39);
    assertThat(frequency.lastHour()).isEqualTo(3);
    pass(1);
    assertThat(frequency.lastHour()).isEqualTo(1);
    pass(20);
    assertThat(frequency.lastHour()).isZero();
    assertThat(frequency.total()).isEqualTo(3);
  }

  @Test
  void aLongSilenceLeavesNothingOfTheHourBefore() {
    for (int minute = 0; minute < 60; minute++) {
      frequency.count();
      pass(1);
    }
    assertThat(frequency.lastHour()).isEqualTo(59);
    pass(24 * 60 * 365);
    assertThat(frequency.lastHour()).isZero();
    frequency.count();
    assertThat(frequency.lastHour()).isEqualTo(1);
    assertThat(frequency.total()).isEqualTo(61);
  }

  @Test
  void aTimeSourceMayBeginBelowZero() {
    now = -Duration.ofHours(3).toNanos() + 1;
    var below = new Frequency(new Clock());
    below.count();
    pass(59);
    assertThat(below.lastHour()).isEqualTo(1);
    pass(1);
    assertThat(below.lastHour()).isZero();
    pass(180);
    below.count();
    assertThat(below.lastHour()).isEqualTo(1);
  }
}

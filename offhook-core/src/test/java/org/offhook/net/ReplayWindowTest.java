package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which records have arrived already (RFC 6347 §4.1.2.6). */
class ReplayWindowTest {

  private final ReplayWindow window = new ReplayWindow();

  @Test
  void eachNumberIsNewOnce() {
    for (long number : new long[] {0, 1, 5, 3, 4, 2, 70, 9, 8, 71}) {
      assertThat(window.isNew(number)).as("%d", number).isTrue();
      assertThat(window.isNew(number)).as("%d again", number).isFalse();
    }
  }

  @Test
  void whatIsTooOldToTellIsTakenAsRepeated() {
    assertThat(window.isNew(100)).isTrue();
    assertThat(window.isNew(37)).as("64 are remembered").isTrue();
    assertThat(window.isNew(36)).isFalse();
    assertThat(window.isNew(1L << 48)).isTrue();
    assertThat(window.isNew(100)).isFalse();
    assertThat(window.isNew((1L << 48) - 63)).isTrue();
  }

  @Test
  void inAnyOrderNoneIsTakenTwice() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      var numbers = new ArrayList<Long>();
      for (long n = 0; n < 60; n++) {
        numbers.addAll(Collections.nCopies(1 + random.nextInt(3), n));
      }
      Collections.shuffle(numbers, random);
      var fresh = new ReplayWindow();
      var seen = new HashSet<Long>();
      for (long number : numbers) {
        assertThat(fresh.isNew(number)).isEqualTo(seen.add(number));
      }
    }
  }
}

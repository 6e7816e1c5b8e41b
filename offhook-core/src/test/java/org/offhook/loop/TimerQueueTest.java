package org.offhook.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {

  private record Entry(long deadline, int order, TimerHandle handle) {}

  private final TimerQueue queue = new TimerQueue();
  private final List<Entry> model = new ArrayList<>();
  private final List<Integer> fired = new ArrayList<>();
  private int started;

  private void start(long deadline) {
    var order = started++;
    model.add(new Entry(deadline, order, queue.start(deadline, () -> fired.add(order))));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesLikeASortedListUnderRandomOperations(long seed) {
    var random = new Random(seed);
    var now = 0L;
    var largest = 0;
    var expected = new ArrayList<Integer>();
    for (var step = 0; step < 20_000; step++) {
      var growing = step / 4_000 % 2 == 0;
      switch (random.nextInt(growing ? 4 : 6)) {
        case 0, 1 -> start(now + random.nextInt(2_000));
        case 2, 4 -> {
          if (!model.isEmpty()) {
            var victim = model.remove(random.nextInt(model.size()));
            assertThat(victim.handle().isPending()).isTrue();
            victim.handle().cancel();
            victim.handle().cancel();
            assertThat(victim.handle().isPending()).isFalse();
          }
        }
        default -> {
          now += random.nextInt(4);
          fireModel(now, expected);
          for (var task = queue.pollDue(now); task != null; task = queue.pollDue(now)) {
            task.run();
          }
          assertThat(fired).isEqualTo(expected);
        }
      }
      largest = Math.max(largest, queue.size());
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.nextDeadline())
          .isEqualTo(model.stream().mapToLong(Entry::deadline).min().orElse(Long.MAX_VALUE));
    }
    assertThat(largest).isGreaterThan(300);
  }

  private void fireModel(long now, List<Integer> expected) {
    var due =
        model.stream()
            .filter(entry -> entry.deadline() <= now)
            .sorted(Comparator.comparingLong(Entry::deadline).thenComparingInt(Entry::order))
            .toList();
    model.removeAll(due);
    fired.clear();
    expected.clear();
    due.forEach(entry -> expected.add(entry.order()));
  }

  @Test
  void timersOfOneDeadlineLeaveInTheOrderOfTheirStart() {
    for (var n = 0; n < 1_000; n++) {
      start(7);
    }
    model.get(500).handle().cancel();
    for (var task = queue.pollDue(7); task != null; task = queue.pollDue(7)) {
      task.run();
    }
    assertThat(fired).hasSize(999).isSorted().doesNotContain(500);
  }

  @Test
  void firedTimerIsNotPendingAndCannotBeCancelled() {
    start(1);
    start(2);
    assertThat(queue.pollDue(0)).isNull();
    assertThat(queue.pollDue(1)).isNotNull();
    var first = model.getFirst().handle();
    assertThat(first.isPending()).isFalse();
    first.cancel();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void clearedTimersAreNotPending() {
    for (var n = 0; n < 1_000; n++) {
      start(n);
    }
    queue.clear();
    assertThat(queue.size()).isZero();
    assertThat(queue.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    model.getFirst().handle().cancel();
    assertThat(model).noneMatch(entry -> entry.handle().isPending());
    start(3);
    assertThat(queue.nextDeadline()).isEqualTo(3);
  }
}

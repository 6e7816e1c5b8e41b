package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks of one subject in order, those of several side by side. */
class OrderedTasksTest {

  private final OrderedTasks tasks = new OrderedTasks();
  private final List<String> told = new ArrayList<>();
  private final ArrayDeque<Runnable> handed = new ArrayDeque<>();

  private void give(String subject, String word) {
    tasks.execute(subject, () -> told.add(word), handed::add);
  }

  private static Executor failingInto(List<Throwable> failures) {
    return task -> {
      var thread = Thread.currentThread();
      thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
      try {
        task.run();
      } finally {
        thread.setUncaughtExceptionHandler(null);
      }
    };
  }

  @Test
  void oneSubjectHasOneTaskAtATimeInOrder() {
    give("call", "a");
    give("call", "b");
    give("call", "c");
    for (int left = 3; left > 0; left--) {
      assertThat(handed).hasSize(1);
      assertThat(tasks.size()).isEqualTo(1);
      handed.remove().run();
    }
    assertThat(told).containsExactly("a", "b", "c");
    assertThat(handed).isEmpty();
    assertThat(tasks.size()).isZero();
  }

  @Test
  void anotherSubjectIsNotHeldUp() {
    give("slow", "slow 1");
    give("slow", "slow 2");
    give("quick", "quick 1");
    assertThat(handed).hasSize(2);
    handed.removeLast().run();
    assertThat(told).containsExactly("quick 1");
    give("quick", "quick 2");
    handed.removeLast().run();
    assertThat(told).containsExactly("quick 1", "quick 2");
    assertThat(tasks.size()).isEqualTo(1);
  }

  @Test
  void aTaskMayGiveAnotherOneOfItsSubject() {
    tasks.execute(
        "call",
        () -> {
          tasks.execute("call", () -> told.add("second"), Runnable::run);
          told.add("first");
        },
        Runnable::run);
    assertThat(told).containsExactly("first", "second");
    assertThat(tasks.size()).isZero();
  }

  @Test
  void aLongQueueOfTasksThatRunAtOnceIsWorkedOff() {
    give("call", "first");
    var ran = new AtomicInteger();
    for (int waiting = 0; waiting < 20_000; waiting++) {
      tasks.execute("call", ran::incrementAndGet, Runnable::run);
    }
    handed.remove().run();
    assertThat(ran.get()).isEqualTo(20_000);
    assertThat(tasks.size()).isZero();
  }

  @Test
  void aHandlerThatFailsHoldsNothingUp() {
    Executor executor =
        task -> {
          var thread = Thread.currentThread();
          thread.setUncaughtExceptionHandler(
              (where, failure) -> {
                throw new IllegalStateException("the handler itself");
              });
          try {
            task.run();
          } finally {
            thread.setUncaughtExceptionHandler(null);
          }
        };
    tasks.execute(
        "call",
        () -> {
          throw new IllegalArgumentException("a fault of the program");
        },
        executor);
    tasks.execute("call", () -> told.add("next"), executor);
    assertThat(told).containsExactly("next");
    assertThat(tasks.size()).isZero();
  }

  @Test
  void aFailureIsToldAndIsNotTheLastTask() {
    var failures = new ArrayList<Throwable>();
    var executor = failingInto(failures);
    tasks.execute(
        "call",
        () -> {
          throw new IllegalStateException("a fault of the program");
        },
        executor);
    tasks.execute("call", () -> told.add("next"), executor);
    assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(told).containsExactly("next");
    assertThat(tasks.size()).isZero();
  }

  @Test
  void aRefusalIsToldAndTheNextTaskRuns() {
    var failures = new ArrayList<Throwable>();
    Executor closed =
        task -> {
          throw new RejectedExecutionException("closed");
        };
    failingInto(failures).execute(() -> tasks.execute("call", () -> told.add("refused"), closed));
    tasks.execute("call", () -> told.add("next"), Runnable::run);
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageContaining("closed"));
    assertThat(told).containsExactly("next");
    assertThat(tasks.size()).isZero();
  }

  @Test
  void tasksOfManyThreadsNeverRunTwoAtATime() throws InterruptedException {
    var within = new AtomicInteger();
    var together = new AtomicInteger();
    var done = new CountDownLatch(4 * 500);
    for (int giver = 0; giver < 4; giver++) {
      Thread.startVirtualThread(
          () -> {
            for (int turn = 0; turn < 500; turn++) {
              tasks.execute(
                  "call",
                  () -> {
                    together.addAndGet(within.incrementAndGet() - 1);
                    Thread.onSpinWait();
                    within.decrementAndGet();
                    done.countDown();
                  },
                  Thread::startVirtualThread);
            }
          });
    }
    done.await();
    assertThat(together.get()).isZero();
  }
}

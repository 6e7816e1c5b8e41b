package org.offhook.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop, soonest first: an indexed heap, so that a cancelled timer leaves at once
 * and holds no memory. Timers of the same deadline leave in the order of their start.
 *
 * <p>Each of {@link #start}, {@link #pollDue} and {@link TimerHandle#cancel} costs O(log n). A
 * timer occupies its handle and one slot of two arrays, about 45 bytes. Thread rule: its owner's
 * thread only.
 */
public final class TimerQueue {

  private static final int ARITY = 4;
  private static final int SMALLEST = 64;

  private long[] deadlines = new long[SMALLEST];
  private Timer[] heap = new Timer[SMALLEST];
  private int size;
  private long started;

  /** An empty queue. */
  public TimerQueue() {}

  /** Adds a timer; {@code deadline} counts in nanoseconds of whatever clock the owner reads. */
  public TimerHandle start(long deadline, Runnable task) {
    if (size == heap.length) {
      resize(size * 2);
    }
    var timer = new Timer(started++, task);
    siftUp(size++, deadline, timer);
    return timer;
  }

  /** The soonest deadline, {@link Long#MAX_VALUE} if there is none. */
  public long nextDeadline() {
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  /** Removes the first timer whose deadline is not after {@code now}; null if there is none. */
  public @Nullable Runnable pollDue(long now) {
    if (size == 0 || deadlines[0] > now) {
      return null;
    }
    var first = heap[0];
    var task = first.task;
    remove(first);
    return task;
  }

  /** Timers that wait. */
  public int size() {
    return size;
  }

  /** Throws all timers away. */
  public void clear() {
    for (var i = 0; i < size; i++) {
      heap[i].forget();
    }
    size = 0;
    resize(SMALLEST);
  }

  private void remove(Timer timer) {
    var hole = timer.index;
    timer.forget();
    size--;
    var last = heap[size];
    heap[size] = null;
    if (hole < size) {
      var deadline = deadlines[size];
      if (hole > 0 && before(deadline, last, (hole - 1) / ARITY)) {
        siftUp(hole, deadline, last);
      } else {
        siftDown(hole, deadline, last);
      }
    }
    if (size < heap.length / 4 && heap.length > SMALLEST) {
      resize(heap.length / 2);
    }
  }

  private void siftUp(int from, long deadline, Timer timer) {
    var hole = from;
    while (hole > 0) {
      var parent = (hole - 1) / ARITY;
      if (!before(deadline, timer, parent)) {
        break;
      }
      put(hole, deadlines[parent], heap[parent]);
      hole = parent;
    }
    put(hole, deadline, timer);
  }

  private void siftDown(int from, long deadline, Timer timer) {
    var hole = from;
    while (true) {
      var child = hole * ARITY + 1;
      if (child >= size) {
        break;
      }
      var end = Math.min(child + ARITY, size);
      var least = child;
      for (var other = child + 1; other < end; other++) {
        if (before(deadlines[other], heap[other], least)) {
          least = other;
        }
      }
      if (!before(deadlines[least], heap[least], deadline, timer)) {
        break;
      }
      put(hole, deadlines[least], heap[least]);
      hole = least;
    }
    put(hole, deadline, timer);
  }

  private boolean before(long deadline, Timer timer, int index) {
    return before(deadline, timer, deadlines[index], heap[index]);
  }

  private static boolean before(long deadline, Timer timer, long deadline2, Timer timer2) {
    return deadline < deadline2 || (deadline == deadline2 && timer.order < timer2.order);
  }

  private void put(int index, long deadline, Timer timer) {
    deadlines[index] = deadline;
    heap[index] = timer;
    timer.index = index;
  }

  private void resize(int capacity) {
    deadlines = Arrays.copyOf(deadlines, capacity);
    heap = Arrays.copyOf(heap, capacity);
  }

  /** One timer; its place in the heap is what makes its removal cheap. */
  private final class Timer implements TimerHandle {

    private static final int GONE = -1;

    private final long order;
    private @Nullable Runnable task;
    private int index = GONE;

    Timer(long order, Runnable task) {
      this.order = order;
      this.task = task;
    }

    @Override
    public void cancel() {
      if (index != GONE) {
        remove(this);
      }
    }

    @Override
    public boolean isPending() {
      return index != GONE;
    }

    void forget() {
      index = GONE;
      task = null;
    }
  }
}

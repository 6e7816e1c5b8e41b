package org.offhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.loop.UserThreads;

/**
 * The events of an endpoint or of one call, in order, for user threads to take.
 *
 * <p>The queue is bounded, so a program that does not take its events costs no memory without end:
 * progress that stands at the end is replaced by newer progress, then events are dropped and
 * counted, and one {@code Overflowed} event stands in their place. Requests that wait for the
 * application's answer have as much room again, and the last events of calls four times as much;
 * beyond that the oldest events make room for the newest.
 *
 * <pre>{@code
 * for (var event = events.take(); !(event instanceof EndpointEvent.Closed); event = events.take()) {
 *   System.out.println(event);
 * }
 * }</pre>
 *
 * @param <E> the kind of events
 */
public final class EventQueue<E extends SipEvent> {

  /** How urgent an event is when the queue is full. */
  enum Room {
    /** Replaces an earlier one of the same subject at the end of the queue; dropped when full. */
    PROGRESS,
    /** Dropped when full. */
    ORDINARY,
    /** Waits for the application's answer: has as much room again; refused when that is full. */
    REQUEST,
    /** Always taken: in a queue four times as long as it should be, the oldest event goes. */
    RESERVED
  }

  private static final class Slot<E> extends AtomicReference<@Nullable E> {
    private static final long serialVersionUID = 1L;
    final Room room;
    final @Nullable AtomicLong lost;

    Slot(@Nullable E event, Room room, @Nullable AtomicLong lost) {
      super(event);
      this.room = room;
      this.lost = lost;
    }
  }

  /** Makes the event that stands for lost ones. */
  interface OverflowMaker<E> {
    E overflowed(long lost);
  }

  private final UserThreads threads;
  private final int capacity;
  private final OverflowMaker<E> overflow;
  private final ConcurrentLinkedQueue<Slot<E>> slots = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<org.offhook.loop.Signal> waiting =
      new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong lostFirst = new AtomicLong();
  private @Nullable Slot<E> last;
  private @Nullable AtomicLong losing;

  EventQueue(UserThreads threads, int capacity, OverflowMaker<E> overflow) {
    this.threads = threads;
    this.capacity = capacity;
    this.overflow = overflow;
  }

  /**
   * Puts an event in; on the loop only (a single producer).
   *
   * @return false if it was dropped
   */
  boolean put(E event, Room room) {
    var tail = last;
    if (room == Room.PROGRESS && tail != null && tail.room == Room.PROGRESS) {
      var old = tail.get();
      if (old != null
          && old.getClass() == event.getClass()
          && old.subject().equals(event.subject())
          && size.get() * 2 > capacity
          && tail.compareAndSet(old, event)) {
        return true;
      }
    }
    if (size.get() >= room(room)) {
      drop();
      return false;
    }
    losing = null;
    append(new Slot<>(event, room, null));
    return true;
  }

  private int room(Room room) {
    return switch (room) {
      case PROGRESS, ORDINARY -> capacity;
      case REQUEST -> 2 * capacity;
      case RESERVED -> Integer.MAX_VALUE;
    };
  }

  private void drop() {
    var counter = losing;
    if (counter == null || counter.getAndIncrement() < 0) {
      var fresh = new AtomicLong(1);
      losing = fresh;
      append(new Slot<>(null, Room.RESERVED, fresh));
    }
  }

  private void dropOldest() {
    var oldest = slots.poll();
    if (oldest != null) {
      size.decrementAndGet();
      lostFirst.addAndGet(oldest.lost == null ? 1 : oldest.lost.getAndSet(Long.MIN_VALUE));
    }
  }

  private void append(Slot<E> slot) {
    if (size.get() >= 4 * capacity) {
      dropOldest();
    }
    last = slot;
    size.incrementAndGet();
    slots.add(slot);
    wakeOne();
  }

  private void wakeOne() {
    var signal = waiting.poll();
    if (signal != null) {
      signal.fire();
    }
  }

  /** The next event, if there is one now. Any thread. */
  public Optional<E> poll() {
    return Optional.ofNullable(next());
  }

  private @Nullable E next() {
    if (lostFirst.get() > 0) {
      long lost = lostFirst.getAndSet(0);
      if (lost > 0) {
        return overflow.overflowed(lost);
      }
    }
    var slot = slots.poll();
    if (slot == null) {
      return null;
    }
    size.decrementAndGet();
    if (slot.lost != null) {
      return overflow.overflowed(slot.lost.getAndSet(Long.MIN_VALUE));
    }
    var event = slot.getAndSet(null);
    if (event instanceof CallEvent.Incoming incoming) {
      incoming.call().taken();
    }
    return event;
  }

  /**
   * Waits for the next event; for ever after the last one, which is {@link CallEvent.Ended} or
   * {@link EndpointEvent.Closed}.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public E take() throws InterruptedException {
    while (true) {
      var event = awaitNext(Long.MAX_VALUE);
      if (event != null) {
        return event;
      }
    }
  }

  /**
   * Waits for the next event, at most for a time of the endpoint's host; empty when it is over.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Optional<E> poll(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(awaitNext(Nanos.of(atMost)));
  }

  /** One wait; may return null early only if another thread was quicker, so the callers loop. */
  private @Nullable E awaitNext(long nanos) throws InterruptedException {
    var event = next();
    while (event == null) {
      var signal = threads.newSignal();
      waiting.add(signal);
      event = next();
      if (event != null) {
        leave(signal);
        return event;
      }
      boolean fired;
      try {
        fired = threads.await(signal, nanos);
      } catch (InterruptedException e) {
        leave(signal);
        throw e;
      }
      if (!fired) {
        leave(signal);
        return next();
      }
      event = next();
    }
    return event;
  }

  /** Passes a wake-up on that came for a thread which does not need it any more. */
  private void leave(org.offhook.loop.Signal signal) {
    if (!waiting.remove(signal) && !slots.isEmpty()) {
      wakeOne();
    }
  }

  /** How many events wait. */
  public int size() {
    return size.get();
  }
}

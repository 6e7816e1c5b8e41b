package org.offhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.loop.UserThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

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

  /** A thread that waits; {@code timed} if it may return without an event. */
  private static final class Waiter {
    final org.offhook.loop.Signal signal;
    final boolean timed;
    volatile boolean woken;

    Waiter(org.offhook.loop.Signal signal, boolean timed) {
      this.signal = signal;
      this.timed = timed;
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
  private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong lostFirst = new AtomicLong();
  private final AtomicBoolean wake = new AtomicBoolean();
  private volatile @Nullable Runnable ready;
  private @Nullable Slot<E> last;
  private @Nullable AtomicLong losing;
  private Runnable counter = () -> {};

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
        tellReady();
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
    counter.run();
    var counting = losing;
    if (counting == null || counting.getAndIncrement() < 0) {
      var fresh = new AtomicLong(1);
      losing = fresh;
      append(new Slot<>(null, Room.RESERVED, fresh));
    }
  }

  private void dropOldest() {
    var oldest = slots.poll();
    if (oldest != null) {
      size.decrementAndGet();
      if (oldest.lost == null) {
        counter.run();
      }
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
    tellReady();
  }

  /** What it throws must not reach the protocol: it is logged, and not called again. */
  private void tellReady() {
    var told = ready;
    if (told != null) {
      try {
        told.run();
      } catch (RuntimeException | Error e) {
        ready = null;
        LOG.error("what was to be told of new events failed; it is told no more", e);
      }
    }
  }

  private void wakeOne() {
    var waiter = waiting.poll();
    if (waiter != null) {
      waiter.signal.fire();
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
      var event = awaitNext(Long.MAX_VALUE, false);
      if (event != null) {
        return event;
      }
    }
  }

  /**
   * Waits for the next event, at most for a time of the endpoint's host; empty when it is over, or
   * when {@link #wake} ends the wait before.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Optional<E> poll(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(awaitNext(Nanos.of(atMost), true));
  }

  /** One wait; may return null early only if another thread was quicker, so the callers loop. */
  private @Nullable E awaitNext(long nanos, boolean timed) throws InterruptedException {
    var event = next();
    while (event == null) {
      var waiter = new Waiter(threads.newSignal(), timed);
      waiting.add(waiter);
      event = next();
      if (event != null || (timed && nanos > 0 && wake.getAndSet(false))) {
        leave(waiter);
        return event;
      }
      boolean fired;
      try {
        fired = threads.await(waiter.signal, nanos);
      } catch (InterruptedException e) {
        leave(waiter);
        if (waiter.woken) {
          wake();
        }
        throw e;
      }
      if (!fired) {
        leave(waiter);
      }
      if (!fired || waiter.woken) {
        return next();
      }
      event = next();
    }
    return event;
  }

  /** Passes a wake-up on that came for a thread which does not need it any more. */
  private void leave(Waiter waiter) {
    if (!waiting.remove(waiter) && !slots.isEmpty()) {
      wakeOne();
    }
  }

  /**
   * Ends one wait without an event: the {@link #poll(Duration)} that has waited longest returns
   * empty at once, or if none waits, the next one that would. Wake-ups that nobody has taken yet
   * count as one; {@link #take} is not woken. Any thread.
   *
   * <pre>{@code
   * // One thread: events, and whatever else it is woken for.
   * var event = endpoint.events().poll(Duration.ofSeconds(30));
   * // Another one:
   * endpoint.events().wake();
   * }</pre>
   */
  public void wake() {
    wake.set(true);
    for (var waiter = longest(); waiter != null && wake.getAndSet(false); waiter = longest()) {
      if (waiting.remove(waiter)) {
        waiter.woken = true;
        waiter.signal.fire();
        return;
      }
      wake.set(true);
    }
  }

  private @Nullable Waiter longest() {
    for (var waiter : waiting) {
      if (waiter.timed) {
        return waiter;
      }
    }
    return null;
  }

  /**
   * Names what runs whenever an event was put, such as a wake-up of another loop, for programs that
   * wait elsewhere than here; null: nothing, which is the default. It replaces what was named
   * before. Events that wait already are not told: see {@link #size}. Any thread.
   *
   * <pre>{@code
   * endpoint.events().onReady(selector::wakeup);
   * }</pre>
   *
   * @param told runs on the endpoint's loop, must be quick and must not block; should it throw,
   *     that is logged and it is not run again
   */
  public void onReady(@Nullable Runnable told) {
    ready = told;
  }

  /** Names who is told of each event that is dropped; on the loop. */
  EventQueue<E> countedBy(Runnable counter) {
    this.counter = counter;
    return this;
  }

  /** How many events wait. */
  public int size() {
    return size.get();
  }
}

package org.offhook.transaction;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;

/**
 * Requests outside dialogs that wait while more arrives than is read: what belongs to dialogs and
 * transactions that are there comes first, and they are let in one after the other when all is
 * read. So an endpoint that is offered more than it can serve does nothing but serve, and refuse
 * the rest, which costs little. On the loop.
 */
final class WaitingRoom {

  /** Let in at once, before sockets are looked at again. */
  private static final int AT_ONCE = 8;

  /** However much arrives, fifty a second are let in. */
  private static final long WHILE_BEHIND = 20_000_000;

  private static final long LOOK_AGAIN = 1_000_000;
  private static final int MOST = 10_000;

  /** Refused at once, before sockets are looked at again. */
  private static final int REFUSED_AT_ONCE = 64;

  /**
   * A thread that stood still for a moment finds many who have waited for too long, and serves them
   * soon: only while that lasts, somebody is refused.
   */
  private static final long OVERDUE_FOR = 100_000_000;

  /** Who waits, and since when. */
  private record Waiting(long since, Guest guest) {}

  /** A request that waits. */
  interface Guest {

    /** It is served. */
    void admit();

    /** It has waited for too long. */
    void refuse();
  }

  /** What the room asks about the endpoint. */
  interface Endpoint {

    /** Whether more has arrived than was read. */
    boolean isBehind();

    /**
     * How long one may wait before further ones are refused; it is refused itself after twice that.
     * Nanoseconds; 0: nobody waits.
     */
    long patience();
  }

  private final Loop loop;
  private final Endpoint endpoint;
  private final LinkedHashMap<ServerKey, Waiting> waiting = new LinkedHashMap<>();
  private long admittedAt;
  private boolean overdue;
  private long overdueSince;
  private boolean finishing;
  private @Nullable TimerHandle next;

  WaitingRoom(Loop loop, Endpoint endpoint) {
    this.loop = loop;
    this.endpoint = endpoint;
  }

  /** Whether a new request has to wait, or to be refused. */
  boolean isNeeded() {
    return !finishing && (!waiting.isEmpty() || endpoint.isBehind()) && endpoint.patience() > 0;
  }

  boolean isFull() {
    return waiting.size() >= MOST || isOverdue();
  }

  /** For how long the first one has waited. */
  private long age() {
    return waiting.isEmpty() ? 0 : now() - waiting.firstEntry().getValue().since;
  }

  private boolean isOverdue() {
    return overdue && now() - overdueSince >= OVERDUE_FOR;
  }

  /** Notes whether the first one has waited for too long, though some have just been served. */
  private void noteOverdue() {
    boolean waits = age() >= endpoint.patience() && !waiting.isEmpty();
    if (waits && !overdue) {
      overdueSince = now();
    }
    overdue = waits;
  }

  /** Whether the first one has waited much too long; where nobody is to wait, nobody has. */
  private boolean isLate() {
    long patience = endpoint.patience();
    return patience > 0 && isOverdue() && age() >= 2 * patience;
  }

  boolean contains(ServerKey key) {
    return waiting.containsKey(key);
  }

  void add(ServerKey key, Guest guest) {
    waiting.put(key, new Waiting(now(), guest));
    lookAgain(0);
  }

  /** Lets this one in now if it waits: the next message is about it. */
  void bring(ServerKey key) {
    var one = waiting.remove(key);
    if (one != null) {
      finish(one.guest::admit);
    }
  }

  void clear() {
    waiting.clear();
    overdue = false;
    if (next != null) {
      next.cancel();
    }
  }

  private long now() {
    return loop.time().nanos();
  }

  private void lookAgain(long nanos) {
    if (next == null && !waiting.isEmpty()) {
      next = loop.after(nanos, this::look);
    }
  }

  private void look() {
    next = null;
    boolean behind = endpoint.isBehind();
    // first: what becomes of those who wait does not depend on how this one fares
    lookAgain(behind ? LOOK_AGAIN : 0);
    for (int n = 0; n < REFUSED_AT_ONCE && isLate(); n++) {
      finish(waiting.pollFirstEntry().getValue().guest::refuse);
    }
    int most = !behind ? AT_ONCE : now() - admittedAt >= WHILE_BEHIND ? 1 : 0;
    for (int n = 0; n < most && !waiting.isEmpty(); n++) {
      admitFirst();
    }
    noteOverdue();
  }

  private void admitFirst() {
    admittedAt = now();
    finish(waiting.pollFirstEntry().getValue().guest::admit);
  }

  /** Nobody waits twice. */
  private void finish(Runnable guest) {
    finishing = true;
    try {
      guest.run();
    } finally {
      finishing = false;
    }
  }
}

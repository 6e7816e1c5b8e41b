package org.offhook.transaction;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;

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
  private boolean admitting;
  private boolean looking;

  WaitingRoom(Loop loop, Endpoint endpoint) {
    this.loop = loop;
    this.endpoint = endpoint;
  }

  /** Whether a new request has to wait, or to be refused. */
  boolean isNeeded() {
    return !admitting && (!waiting.isEmpty() || endpoint.isBehind()) && endpoint.patience() > 0;
  }

  boolean isFull() {
    return waiting.size() >= MOST || age() >= endpoint.patience();
  }

  /** For how long the first one has waited. */
  private long age() {
    return waiting.isEmpty() ? 0 : now() - waiting.firstEntry().getValue().since;
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
    admit(waiting.remove(key));
  }

  void clear() {
    waiting.clear();
  }

  private long now() {
    return loop.time().nanos();
  }

  private void lookAgain(long nanos) {
    if (!looking && !waiting.isEmpty()) {
      looking = true;
      loop.after(nanos, this::look);
    }
  }

  private void look() {
    looking = false;
    for (int n = 0; n < REFUSED_AT_ONCE && age() >= 2 * endpoint.patience(); n++) {
      waiting.pollFirstEntry().getValue().guest.refuse();
    }
    if (!endpoint.isBehind()) {
      for (int n = 0; n < AT_ONCE && !waiting.isEmpty(); n++) {
        admitFirst();
      }
      lookAgain(0);
      return;
    }
    if (now() - admittedAt >= WHILE_BEHIND && !waiting.isEmpty()) {
      admitFirst();
    }
    lookAgain(LOOK_AGAIN);
  }

  private void admitFirst() {
    admittedAt = now();
    admit(waiting.pollFirstEntry().getValue());
  }

  private void admit(@Nullable Waiting one) {
    if (one == null) {
      return;
    }
    admitting = true;
    try {
      one.guest.admit();
    } finally {
      admitting = false;
    }
  }
}

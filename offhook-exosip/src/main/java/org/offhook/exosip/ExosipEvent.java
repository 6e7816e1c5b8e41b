package org.offhook.exosip;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened: its type, the ids of what it happened to, and copies of the messages.
 *
 * <pre>{@code
 * if (event.type() == EventType.CALL_INVITE) {
 *   System.out.println("call " + event.cid() + " from " + event.request().from());
 * }
 * event.dispose();
 * }</pre>
 *
 * <p>Belongs to one thread at a time. {@link #dispose} gives its messages up: reading one of them
 * afterwards is an IllegalStateException; who needs one longer takes {@link OsipMessage#copy}
 * before. Disposing is not needed to free memory.
 */
public final class ExosipEvent {
  private final EventType type;
  private final EventIds ids;
  private final EventMessages messages;
  private final EventSubscription subscription;
  private final @Nullable Object externalReference;
  private boolean disposed;

  ExosipEvent(
      EventType type,
      EventIds ids,
      EventMessages messages,
      EventSubscription subscription,
      @Nullable Object externalReference) {
    this.type = type;
    this.ids = ids;
    this.messages = messages;
    this.subscription = subscription;
    this.externalReference = externalReference;
  }

  /** What happened. */
  public EventType type() {
    return type;
  }

  /** What happened, in English, for people. */
  public String textInfo() {
    return type.text();
  }

  /** The request that it is about; null if there is none. */
  public @Nullable OsipMessage request() {
    return messages.request();
  }

  /** The last response to the request; null if there is none. */
  public @Nullable OsipMessage response() {
    return messages.response();
  }

  /** The ACK that arrived; null but for {@link EventType#CALL_ACK}. */
  public @Nullable OsipMessage ack() {
    return messages.ack();
  }

  /** The transaction, which answers are sent by; 0 for none. */
  public int tid() {
    return ids.tid();
  }

  /** The dialog; 0 for none, −1 when it is gone. */
  public int did() {
    return ids.did();
  }

  /** The registration; 0 for none. */
  public int rid() {
    return ids.rid();
  }

  /** The call; 0 for none. */
  public int cid() {
    return ids.cid();
  }

  /** The outgoing subscription; 0 for none. */
  public int sid() {
    return ids.sid();
  }

  /** The incoming subscription; 0 for none. */
  public int nid() {
    return ids.nid();
  }

  /** Where the subscription stands; UNKNOWN if the event is about none. */
  public SubscriptionStatus ssStatus() {
    return subscription.status();
  }

  /** Why the subscription ended; null if it did not, or nobody said why. */
  public @Nullable SubscriptionReason ssReason() {
    return subscription.reason();
  }

  /** What the application tied to the call; null if nothing. */
  public @Nullable Object externalReference() {
    return externalReference;
  }

  /** Gives the messages up; once more does nothing. */
  public void dispose() {
    disposed = true;
    messages.dispose();
  }

  /** Whether {@link #dispose} was called. */
  public boolean isDisposed() {
    return disposed;
  }

  /** Type and ids. */
  @Override
  public String toString() {
    return type + " " + ids;
  }
}

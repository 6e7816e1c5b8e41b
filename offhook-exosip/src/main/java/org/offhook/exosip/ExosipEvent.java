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
public sealed interface ExosipEvent permits ToldEvent {

  /** What happened. */
  EventType type();

  /** What happened, in English, for people. */
  default String textInfo() {
    return type().text();
  }

  /** The request that it is about; null if there is none. */
  @Nullable OsipMessage request();

  /** The last response to the request; null if there is none. */
  @Nullable OsipMessage response();

  /** The ACK that arrived; null but for {@link EventType#CALL_ACK}. */
  @Nullable OsipMessage ack();

  /** The transaction, which answers are sent by; 0 for none. */
  int tid();

  /** The dialog; 0 for none, −1 when it is gone. */
  int did();

  /** The registration; 0 for none. */
  int rid();

  /** The call; 0 for none. */
  int cid();

  /** The outgoing subscription; 0 for none. */
  int sid();

  /** The incoming subscription; 0 for none. */
  int nid();

  /** Where the subscription stands; UNKNOWN if the event is about none. */
  SubscriptionStatus ssStatus();

  /** Why the subscription ended; null if it did not, or nobody said why. */
  @Nullable SubscriptionReason ssReason();

  /** What the application tied to the call; null if nothing. */
  @Nullable Object externalReference();

  /** Gives the messages up; once more does nothing. */
  void dispose();

  /** Whether {@link #dispose} was called. */
  boolean isDisposed();
}

package org.offhook.transaction;

/** Opt-in view of all transactions, automatic steps included. Called on the loop; must be quick. */
public interface TransactionObserver {

  /** What a transaction did by itself. */
  enum Step {
    /** Repeated its request or response. */
    RETRANSMITTED,
    /** Acknowledged a final response other than 2xx. */
    ACK_SENT,
    /** Answered 100 by itself. */
    TRYING_SENT,
    /** Sent the CANCEL that was wanted. */
    CANCEL_SENT,
    /** Swallowed a repeated or late message. */
    ABSORBED,
    /** Sent its request again by a new connection, since the old one was lost. */
    RECONNECTED
  }

  /** A transaction went from one state to another; {@code from} is empty at its start. */
  default void changed(Transaction transaction, String from, String to) {}

  /** A transaction did something by itself. */
  default void step(Transaction transaction, Step step) {}
}

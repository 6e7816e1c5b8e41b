package org.offhook.transaction;

import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;

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

  /** A client transaction begins and sends its request, which it still keeps. */
  default void begun(ClientTransaction transaction) {}

  /**
   * A response came by {@code flow} that its transaction takes: any while the outcome is open, and
   * further 2xx of an INVITE. It may be a repetition of one before.
   */
  default void answered(ClientTransaction transaction, SipResponse response, Flow flow) {}

  /** A client transaction ends without a final response. */
  default void failed(ClientTransaction transaction, Failure failure) {}

  /** A request was given up before it had a transaction: there is no way to its target. */
  default void unsent(SipRequest request, String reason) {}

  /** A server transaction begins with its request, that of a CANCEL included. */
  default void begun(ServerTransaction transaction) {}

  /**
   * A response is sent, as it leaves; what the transaction repeats by itself is not told, what its
   * user repeats is.
   */
  default void responded(ServerTransaction transaction, SipResponse response) {}

  /** An ACK came that belongs to no refusal: to a 2xx, late, or astray; repetitions too. */
  default void acknowledged(SipRequest ack, Flow flow) {}

  /** The ACK for a 2xx is sent, as it leaves; not when the same one is sent again. */
  default void ackSent(SipRequest ack) {}

  /** Both this one and another, in this order. */
  default TransactionObserver and(TransactionObserver other) {
    return new ObserverPair(this, other);
  }
}

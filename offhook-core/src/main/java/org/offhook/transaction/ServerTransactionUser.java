package org.offhook.transaction;

import org.offhook.message.SipRequest;

/** The user of one server transaction. */
public interface ServerTransactionUser {

  /** A user with no interest. */
  ServerTransactionUser SILENT = new ServerTransactionUser() {};

  /**
   * The pending INVITE was cancelled (RFC 3261 §9.2); the CANCEL has been answered.
   *
   * @return true if this user takes care of the INVITE's final response; if false, and none was
   *     sent meanwhile, the transaction answers 487
   */
  default boolean cancelled(SipRequest cancel) {
    return false;
  }

  /** A response could not be sent by any way; the transaction goes on (RFC 6026 §7.1). */
  default void transportFailed(String reason) {}

  /** The final response to INVITE, not a 2xx, was never acknowledged (Timer H). */
  default void ackTimedOut() {}

  /**
   * An INVITE transaction is over, or another one ended without an answer in time; a 2xx may no
   * longer be sent.
   */
  default void terminated() {}
}

package org.offhook.transaction;

import org.offhook.message.SipResponse;

/**
 * The user of a client transaction. Exactly one outcome comes: {@link #finalResponse} or {@link
 * #failed}; only an INVITE may have further 2xx afterwards. Never called inside the method that
 * starts the transaction.
 */
public interface ClientUser {

  /**
   * Whether a stranger named the address that the request goes to: over UDP it leaves, and is
   * repeated, only as far as the transports' budget for such addresses goes. Asked before each time
   * that it is sent.
   */
  default boolean isSparing() {
    return false;
  }

  /** A provisional response, each one that arrives. */
  default void provisional(SipResponse response) {}

  /** The final response; for INVITE also every further 2xx, of the same or another To tag. */
  void finalResponse(SipResponse response);

  /** There will be no final response. */
  void failed(Failure failure);

  /** The transaction is over: after a 2xx to INVITE no further 2xx will be reported. */
  default void terminated() {}
}

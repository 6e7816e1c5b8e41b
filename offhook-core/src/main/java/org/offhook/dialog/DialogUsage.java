package org.offhook.dialog;

import org.offhook.message.SipRequest;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;

/**
 * One of the things that live in a dialog, a session or a subscription: RFC 5057 §2. The dialog
 * lives until its last usage is removed.
 */
public interface DialogUsage {

  /** Whether a request that arrived in the dialog (never an ACK) belongs to this usage. */
  boolean takes(SipRequest request);

  /**
   * A request that this usage {@link #takes}, checked already (sequence number, method, Require,
   * content); the usage answers it.
   */
  void request(ServerTransaction transaction);

  /** An ACK for a 2xx arrived in the dialog; told to every usage. Nothing is ever answered. */
  default void ack(SipRequest ack, Flow flow) {}

  /** The dialog ended together with this usage; the usage is removed already. */
  void dialogGone(String reason);
}

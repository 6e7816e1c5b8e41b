package org.offhook.invite;

import org.offhook.transaction.ServerTransaction;

/**
 * Whoever has the INVITE of a session that is not answered yet: it is told what arrives in the
 * early dialog (RFC 3261 §12.2, §15). Called on the loop.
 */
interface EarlyOwner {

  /** The peer ended the early dialog. */
  void byeReceived(InviteSession session, ServerTransaction bye);

  /** Whether nothing that was said reliably still waits for its PRACK (RFC 3311 §5.1). */
  boolean isSettled();

  /** Another request in the early dialog. */
  void requestReceived(ServerTransaction transaction);
}

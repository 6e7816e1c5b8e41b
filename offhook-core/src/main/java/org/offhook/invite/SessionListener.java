package org.offhook.invite;

import org.offhook.message.SipMessage;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;

/** Is told what happens to an {@link InviteSession}. Called on the loop. */
public interface SessionListener {

  /**
   * The session is up.
   *
   * @param message the 2xx, for the caller; the ACK, for the callee
   */
  void established(SipMessage message);

  /** Another offer was answered: the session in force changed. */
  void changed(boolean byPeer);

  /** The peer's offer waits for {@link OpenOffer#accept} or {@link OpenOffer#refuse}. */
  void offered(OpenOffer offer);

  /** The peer sent a message that may tell who it is now: INVITE, UPDATE, or the 2xx to one. */
  default void heard(SipMessage message) {}

  /** A request in the dialog that the session does not answer itself. */
  void request(ServerTransaction transaction);

  /** A step that is set to MANUAL waits. */
  void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline);

  /** The session is over; told once, last but for {@link #left}. */
  void ended(SessionEnd end);

  /** The BYE that ended the session, where this side sent one, has its answer or gets none. */
  default void left() {}
}

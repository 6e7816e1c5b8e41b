package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;

/**
 * Is told what becomes of an outgoing call until it is answered ({@link InviteUac}). On the loop.
 */
public interface CallerListener {

  /**
   * A provisional response.
   *
   * @param early the fork that sent it; null for 100 and for answers without To tag
   */
  void progress(SipResponse response, @Nullable InviteSession early);

  /**
   * The fork whose early media are to be played, or its session, may have changed; told before the
   * progress that did it.
   *
   * @param early that fork; null if none is left
   */
  void heard(@Nullable InviteSession early);

  /** An offer of the callee in a provisional answer waits for a decision (RFC 3262 §5). */
  void offered(OpenOffer offer);

  /** A request in the early dialog that waits for its answer. */
  void request(ServerTransaction transaction);

  /** The call was answered; the session wants a listener now. Told once, or not at all. */
  void answered(InviteSession session, SipResponse response);

  /**
   * Another fork answered and is wanted; its session wants a listener now.
   *
   * @return false if there is no room for it: it is acknowledged and hung up
   */
  boolean forkAnswered(InviteSession session, SipResponse response);

  /** The attempt came to nothing; told once, if {@link #answered} was not. */
  void notAnswered(NotAnswered outcome);

  /** A step that is set to MANUAL waits. */
  void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline);
}

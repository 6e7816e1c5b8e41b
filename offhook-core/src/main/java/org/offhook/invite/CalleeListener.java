package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;

/**
 * Is told what becomes of an incoming call until it is answered ({@link InviteUas}). On the loop.
 * One of the others than {@link #early} and {@link #request} is told, once, unless this side
 * answers or refuses itself.
 */
public interface CalleeListener {

  /**
   * The caller gave up.
   *
   * @param message the CANCEL, or a BYE in the early dialog
   */
  void cancelled(SipRequest message);

  /** There is an early dialog; its session wants a listener. */
  void early(InviteSession session);

  /** A request in the early dialog that waits for its answer. */
  void request(ServerTransaction transaction);

  /** Nobody decided in time; the call was refused with {@code status}. */
  void expired(Status status);

  /** The caller broke the rules: the call was refused with {@code status}. */
  void broken(Status status, String reason);

  /** This side's refusal was never acknowledged, or could not be delivered. */
  void lost(String reason, @Nullable SipRequest invite);
}

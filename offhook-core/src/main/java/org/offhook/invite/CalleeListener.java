package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;

/**
 * Is told what becomes of an incoming call until it is answered ({@link InviteUas}). On the loop.
 * One of the three is told, once, unless this side answers or refuses itself.
 */
public interface CalleeListener {

  /**
   * The caller gave up.
   *
   * @param message the CANCEL, or a BYE in the early dialog
   */
  void cancelled(SipRequest message);

  /** Nobody decided in time; the call was refused with {@code status}. */
  void expired(Status status);

  /** This side's refusal was never acknowledged, or could not be delivered. */
  void lost(String reason, @Nullable SipRequest invite);
}

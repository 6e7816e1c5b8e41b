package org.offhook.exosip;

import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * What the C library leaves to the application, or does otherwise than the RFCs say. Each is off
 * until it is asked for, before listening or later, and any thread may ask.
 *
 * <pre>{@code
 * exosip.quirks().prackByHand(true);
 * }</pre>
 */
public final class Quirks {

  private final Exosip context;

  Quirks(Exosip context) {
    this.context = context;
  }

  /**
   * Whether {@link CallFunctions#sendAck} alone acknowledges the 2xx to the INVITE of a call (RFC
   * 3261 §13.2.2.4): then the ACK is the application's, row by row. Otherwise it leaves by itself,
   * but where the 2xx brings an offer.
   */
  public void acknowledgeByHand(boolean wanted) {
    leave(Automatic.ACK, wanted);
  }

  /**
   * Whether {@link CallFunctions#sendPrack} alone acknowledges the reliable answers to the INVITE
   * of a call (RFC 3262 §4). Otherwise they are acknowledged by themselves.
   */
  public void prackByHand(boolean wanted) {
    leave(Automatic.PRACK, wanted);
  }

  /**
   * Whether the application answers BYE (RFC 3261 §15.1.2), by {@link CallFunctions#sendAnswer};
   * left alone for 20 seconds it is answered with 200. The call is over in any case.
   */
  public void answerByeByHand(boolean wanted) {
    leave(Automatic.ANSWER_BYE, wanted);
  }

  /**
   * Whether the application answers what refreshes a session without changing it, too: a re-INVITE
   * with the description that is in force, and UPDATE without one (RFC 4028 §7.4). Otherwise these
   * are answered by themselves, and told with their answer.
   */
  public void answerRefreshByHand(boolean wanted) {
    leave(Automatic.ANSWER_REFRESH, wanted);
  }

  /**
   * Whether requests of any method reach the application, within calls and outside. Otherwise
   * methods that are not announced in Allow are refused with 405 or 501 (RFC 3261 §8.2.1).
   */
  public void anyMethod(boolean wanted) {
    context.change(builder -> builder.capabilities(can -> can.withAnyMethod(wanted)));
  }

  private void leave(Automatic step, boolean toApplication) {
    context.change(all -> all.automatic(step, toApplication ? AutoMode.OFF : AutoMode.AUTO));
  }
}

package org.offhook.invite;

import java.util.List;
import org.offhook.message.HeaderField;
import org.offhook.message.SipResponse;
import org.offhook.sdp.SessionDescription;

/**
 * What brings the callee's offer to a caller that made none, and takes the answer back: a 2xx and
 * its ACK (RFC 3261 §13.2.1), or a reliable provisional answer and its PRACK (RFC 3262 §5).
 */
interface OfferCarrier {

  /** The fork that offers. */
  InviteSession session();

  /** The response with the offer. */
  SipResponse response();

  /** Asks the application. */
  void ask(LateOffer offer);

  /** Sends this answer back, with extra rows; the session has taken it already. */
  void answer(SessionDescription answer, List<HeaderField> rows);

  /** Sends an answer that refuses all media, and gives the fork up. */
  void end(String why);
}

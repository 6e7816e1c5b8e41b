package org.offhook.invite;

import java.util.List;
import java.util.function.Consumer;
import org.offhook.message.HeaderField;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;

/**
 * The offer that a re-INVITE without one brought in its 2xx, until the application has answered it
 * in the ACK: RFC 3261 §14.1, §13.2.2.4.
 *
 * @param invite the re-INVITE, as it was sent
 * @param acknowledgement is given the ACK, to send it
 * @param answered runs after an answer was sent
 */
record AskedOffer(
    InviteSession session,
    SipResponse response,
    SipRequest invite,
    Consumer<Acknowledgement> acknowledgement,
    Runnable answered)
    implements OfferCarrier {

  /** Asks the application. */
  void begin(SessionDescription offer) {
    session.media().offerReceived(offer);
    new LateOffer(this).ask();
  }

  @Override
  public void ask(LateOffer offer) {
    session.callerAck().answers(invite);
    session.callerAck().awaits(offer, this::refuse);
    session.tell().offered(offer);
  }

  @Override
  public void answer(SessionDescription answer, List<HeaderField> rows) {
    session.callerAck().decided();
    acknowledgement.accept(Acknowledgement.of(session, invite, answer, rows));
    answered.run();
  }

  /** Refuses all media; there is nothing left of the session. */
  @Override
  public void end(String why) {
    session.callerAck().decided();
    refuse();
    session.hangUp(new SessionEnd(SessionEnd.Kind.FAILED, why, response), List.of());
  }

  /** Acknowledges, with all media refused. */
  private void refuse() {
    var offer = session.media().openOffer().orElseThrow();
    var refusal = session.media().next(OfferAnswer.refuse(offer, offer.origin()));
    session.media().answerSent(refusal);
    acknowledgement.accept(Acknowledgement.of(session, invite, refusal, List.of()));
  }
}

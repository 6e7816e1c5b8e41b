package org.offhook.invite;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * The first 2xx of a fork: what it answers or offers, and the ACK for it (RFC 3261 §13.2.2.4).
 *
 * @param session the fork, confirmed
 * @param response the 2xx
 * @param invite the INVITE that it answers, as it was sent
 */
record CallerAnswer(InviteSession session, SipResponse response, SipRequest invite)
    implements OfferCarrier {

  /**
   * Takes part in the offer/answer exchange, then acknowledges.
   *
   * @param askLater whether a late offer waits for the application rather than for what this side
   *     can do
   */
  void take(boolean askLater) {
    var media = session.media();
    session.callerAck().answers(invite);
    if (media.isAgreed()) {
      // an offer that is open now went by PRACK or UPDATE, whose 2xx answers it (RFC 6337 §2.2)
      acknowledge(null);
    } else if (media.open() == OfferAnswerState.Open.LOCAL) {
      takeAnswer();
    } else if (media.open() == OfferAnswerState.Open.NONE
        && SdpBody.of(response) instanceof SdpBody.Present present) {
      media.offerReceived(present.description());
      var late = new LateOffer(this);
      if (askLater) {
        late.ask();
      } else {
        late.decide();
      }
    } else {
      acknowledge(null);
    }
  }

  private void takeAnswer() {
    switch (SdpBody.of(response)) {
      case SdpBody.Present present -> {
        var media = session.media();
        var said = media.remote().orElse(present.description());
        var weaker = media.openOffer().flatMap(offer -> OfferAnswer.downgrade(offer, said));
        media.answerReceived(present.description());
        if (weaker.isPresent()) {
          end(weaker.get());
        } else {
          acknowledge(null);
        }
      }
      case SdpBody.None none -> {
        // Tolerance: a callee that answered in an unreliable 183 and forgot to repeat it.
        if (session.media().isPreviewed()) {
          session.media().previewConfirmed();
          acknowledge(null);
        } else {
          end("the 2xx lacks the answer");
        }
      }
      case SdpBody.Broken broken -> end("the answer is broken: " + broken.reason());
    }
  }

  /** Sends the ACK, as the policy for it says. */
  void acknowledge(@Nullable SessionDescription answer) {
    acknowledge(answer, List.of());
  }

  private void acknowledge(@Nullable SessionDescription answer, List<HeaderField> rows) {
    session
        .callerAck()
        .ready(
            more -> session.acknowledge(invite, answer, more.isEmpty() ? rows : both(rows, more)));
    var mode = session.core().settings().automatic().mode(Automatic.ACK);
    if (mode == AutoMode.AUTO) {
      session.acknowledgeNow(List.of());
    } else if (mode == AutoMode.MANUAL) {
      session
          .tell()
          .asks(Automatic.ACK, response, () -> session.acknowledgeNow(List.of()), () -> {});
    }
    session.tell().established(response);
    session.changeNow();
  }

  private static List<HeaderField> both(List<HeaderField> rows, List<HeaderField> more) {
    return Stream.concat(rows.stream(), more.stream()).toList();
  }

  @Override
  public void ask(LateOffer offer) {
    session.callerAck().awaits(offer, this::acknowledgeRefusing);
    session.tell().offered(offer);
  }

  @Override
  public void answer(SessionDescription answer, List<HeaderField> rows) {
    acknowledge(answer, rows);
  }

  /** Acknowledges, refusing an offer, and hangs up. */
  @Override
  public void end(String why) {
    acknowledgeRefusing();
    session.hangUp(new SessionEnd(SessionEnd.Kind.FAILED, why, response), List.of());
  }

  /** Acknowledges; an open offer is answered with all media refused. */
  private void acknowledgeRefusing() {
    SessionDescription refusal = null;
    if (session.media().open() == OfferAnswerState.Open.REMOTE) {
      var offer = session.media().openOffer().orElseThrow();
      refusal = OfferAnswer.refuse(offer, offer.origin());
      session.media().answerSent(refusal);
    }
    session.acknowledge(invite, refusal, List.of());
  }
}

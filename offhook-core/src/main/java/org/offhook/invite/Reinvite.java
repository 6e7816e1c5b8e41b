package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/**
 * A change of the session that this side asks for: RFC 3261 §14.1. After a 491 it asks again by
 * itself; a refusal leaves the session as it was.
 */
final class Reinvite implements SendHandler {

  /** A peer that says 491 to all of them does not want the change. */
  private static final int MOST_TRIES = 10;

  private final InviteSession session;
  private final @Nullable SessionDescription wanted;
  private final @Nullable Boolean holding;
  private OfferHandler handler;
  private LocalMedia.@Nullable Wish before;
  private @Nullable Acknowledgement acknowledgement;
  private @Nullable TimerHandle timer;
  private @Nullable Sending sending;
  private int tries;
  private boolean over;

  Reinvite(
      InviteSession session,
      @Nullable SessionDescription wanted,
      @Nullable Boolean holding,
      OfferHandler handler) {
    this.session = session;
    this.wanted = wanted;
    this.holding = holding;
    this.handler = handler;
  }

  void start() {
    if (before == null) {
      before = session.local().wish();
    }
    if (holding != null) {
      session.local().holding(holding);
    }
    if (wanted != null) {
      session.local().wants(wanted);
    }
    var offer = session.local().offer(session.media().local().orElse(null));
    if (offer.isEmpty()) {
      giveUp("this side has no session description to offer");
      return;
    }
    var request = session.dialog().request(Method.INVITE);
    SelfDescription.describe(request, session.core().settings());
    session.media().offerSent(offer.get());
    request.body(MediaType.APPLICATION_SDP, offer.get().toBytes());
    tries++;
    timer =
        session
            .core()
            .loop()
            .after(session.core().settings().calls().answerWithin(), this::nobodyAnswers);
    sending = session.send(request.build(), this);
  }

  /** A provisional answer came and nothing more: cancelled, it ends in any case. */
  private void nobodyAnswers() {
    timer = null;
    if (sending != null) {
      sending.cancel(List.of());
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    stopTimer();
    sending = null;
    if (response.status().isSuccess()) {
      success(response, asSent);
    } else if (over) {
      return;
    } else if (response.status().equals(Status.REQUEST_PENDING) && tries < MOST_TRIES) {
      session.media().rollBack();
      wait(session.dialog().isUac());
    } else {
      undo();
      finish();
      handler.refused(response);
    }
  }

  private void wait(boolean ownsCallId) {
    var loop = session.core().loop();
    timer = loop.after(Glare.backOffNanos(ownsCallId, loop.random()), this::again);
  }

  private void again() {
    timer = null;
    if (session.isServing() || session.media().open() != OfferAnswerState.Open.NONE) {
      wait(false);
    } else {
      start();
    }
  }

  /** Whether its INVITE waits for an answer now, rather than for the end of a back-off. */
  boolean isUnderWay() {
    return sending != null;
  }

  private void success(SipResponse response, SipRequest asSent) {
    if (acknowledgement != null) {
      acknowledgement.send();
      return;
    }
    session
        .dialog()
        .refreshTarget(Method.INVITE, response.headers().get(HeaderName.CONTACT).orElse(null));
    acknowledgement = new Acknowledgement(session.core(), session.dialog(), asSent, null);
    acknowledgement.send();
    if (over) {
      return;
    }
    var fault = takeAnswer(response);
    finish();
    if (fault != null) {
      handler.failed(fault);
      session.hangUp(new SessionEnd(SessionEnd.Kind.FAILED, fault, response), List.of());
      return;
    }
    session.tell().changed(false);
    handler.accepted(response);
  }

  private @Nullable String takeAnswer(SipResponse response) {
    if (session.media().open() != OfferAnswerState.Open.LOCAL) {
      return null;
    }
    return switch (SdpBody.of(response)) {
      case SdpBody.Present present -> {
        session.media().answerReceived(present.description());
        yield null;
      }
      case SdpBody.None none -> "the 2xx lacks the answer to the offer";
      case SdpBody.Broken broken -> "the answer is broken: " + broken.reason();
    };
  }

  @Override
  public void failed(SendFailure failure) {
    stopTimer();
    sending = null;
    if (!over) {
      giveUp(failure.reason());
    }
  }

  private void giveUp(String reason) {
    undo();
    finish();
    handler.failed(reason);
  }

  private void undo() {
    session.media().rollBack();
    if (before != null) {
      session.local().restore(before);
    }
  }

  private void finish() {
    over = true;
    if (!session.isOver()) {
      session.changes().ownOver();
    }
  }

  /** The session is over; its INVITE is still answered by the peer, or cancelled in the end. */
  void abandon(String reason) {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    if (sending != null) {
      long patience = session.core().transactions().timers().giveUp();
      timer = session.core().loop().after(patience, this::nobodyAnswers);
    }
    handler.failed(reason);
  }
}

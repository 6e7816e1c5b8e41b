package org.offhook.invite;

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

/**
 * A change of the session that this side asks for: RFC 3261 §14.1. After a 491 it asks again by
 * itself; a refusal leaves the session as it was.
 */
final class Reinvite implements SendHandler {

  private final InviteSession session;
  private final @Nullable SessionDescription wanted;
  private final @Nullable Boolean holding;
  private OfferHandler handler;
  private LocalMedia.@Nullable Wish before;
  private @Nullable Acknowledgement acknowledgement;
  private @Nullable TimerHandle backOff;
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
    var offer = session.local().offer(session.media().local());
    var request = session.dialog().request(Method.INVITE);
    SelfDescription.describe(request, session.core().settings());
    if (offer.isPresent()) {
      session.media().offerSent(offer.get());
      request.body(MediaType.APPLICATION_SDP, offer.get().toBytes());
    }
    session.send(request.build(), this);
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    if (response.status().isSuccess()) {
      success(response, asSent);
    } else if (over) {
      return;
    } else if (response.status().equals(Status.REQUEST_PENDING)) {
      session.media().rollBack();
      long wait = Glare.backOffNanos(session.dialog().isUac(), session.core().loop().random());
      backOff = session.core().loop().after(wait, this::again);
    } else {
      undo();
      finish();
      handler.refused(response);
    }
  }

  private void again() {
    backOff = null;
    if (over) {
      return;
    }
    if (session.incoming() != null || session.media().open() != OfferAnswerState.Open.NONE) {
      long wait = Glare.backOffNanos(false, session.core().loop().random());
      backOff = session.core().loop().after(wait, this::again);
      return;
    }
    start();
  }

  /** Whether its INVITE waits for an answer now, rather than for the end of a back-off. */
  boolean isUnderWay() {
    return !over && backOff == null;
  }

  private void success(SipResponse response, SipRequest asSent) {
    if (acknowledgement != null) {
      acknowledgement.send();
      return;
    }
    session.dialog().refreshTarget(Method.INVITE, response.headers().get(HeaderName.CONTACT));
    acknowledgement = new Acknowledgement(session.core(), session.dialog(), asSent, null);
    acknowledgement.send();
    if (over) {
      return;
    }
    var fault = takeAnswer(response);
    finish();
    if (fault != null) {
      handler.failed(fault);
      session.hangUp(new SessionEnd(SessionEnd.Kind.FAILED, fault, response), java.util.List.of());
      return;
    }
    handler.accepted(response);
    session.tell().changed(false);
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
    if (over) {
      return;
    }
    undo();
    finish();
    handler.failed(failure.reason());
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
      session.reinviteOver();
    }
  }

  /** The session is over. */
  void abandon(String reason) {
    if (over) {
      return;
    }
    over = true;
    if (backOff != null) {
      backOff.cancel();
      backOff = null;
    }
    handler.failed(reason);
  }
}

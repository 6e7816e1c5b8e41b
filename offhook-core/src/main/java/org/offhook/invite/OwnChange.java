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
 * A change of the session that this side asks for, by re-INVITE (RFC 3261 §14.1) or UPDATE (RFC
 * 3311 §5.1). After a 491 it asks again by itself; a refusal leaves the session as it was.
 */
final class OwnChange implements SendHandler {

  /** A peer that says 491 to all of them does not want the change. */
  private static final int MOST_TRIES = 10;

  private final InviteSession session;
  private final ChangeWish wish;
  private final OfferHandler handler;
  private LocalMedia.@Nullable Wish before;
  private @Nullable Acknowledgement acknowledgement;
  private @Nullable ReliableOrder order;
  private @Nullable TimerHandle timer;
  private @Nullable Sending sending;
  private Leaving leaving = new Leaving(false, false, 0);
  private boolean asked;
  private int tries;
  private boolean over;

  /** How the present request leaves: as INVITE, else as UPDATE; with an offer or without. */
  private record Leaving(boolean byInvite, boolean offering, long since) {}

  OwnChange(InviteSession session, ChangeWish wish, OfferHandler handler) {
    this.session = session;
    this.wish = wish;
    this.handler = handler;
  }

  /** A refresh, unless the timer has got another one when its turn comes. */
  static OwnChange refresh(InviteSession session, SessionTimer timer) {
    return new OwnChange(session, ChangeWish.refresh(), timer);
  }

  /** Whether a status says that the peer does not know the method. */
  static boolean isUnknown(Status status) {
    return status.equals(Status.METHOD_NOT_ALLOWED) || status.equals(Status.NOT_IMPLEMENTED);
  }

  /**
   * Whether nothing is in its way: no offer is open for a new one, no INVITE for an INVITE. An
   * early dialog takes an offer after its first exchange only (RFC 3311 §5.1).
   */
  boolean isPossible() {
    return switch (session.phase()) {
      case EARLY ->
          wish.kind() != ChangeWish.Kind.QUESTION
              && (!wish.isOffer()
                  || (session.isSettled()
                      && (wish.kind() == ChangeWish.Kind.OFFER
                          ? session.dialog().takesUpdate()
                          : !session.dialog().refusesUpdate())));
      case CONFIRMED ->
          !session.isServing() && session.media().open() == OfferAnswerState.Open.NONE;
      case ANSWERED, ENDED -> false;
    };
  }

  private boolean byInvite() {
    return switch (wish.kind()) {
      case OFFER -> session.phase() != InviteSession.Phase.EARLY;
      case UPDATE_OFFER, UPDATE -> false;
      case QUESTION -> true;
      case REFRESH ->
          !session.dialog().takesUpdate()
              && (session.dialog().refusesUpdate() || session.media().local().isPresent());
    };
  }

  void start() {
    if (handler instanceof SessionTimer refreshed && !refreshed.isRunning()) {
      finish();
      return;
    }
    leaving = new Leaving(byInvite(), leaving.offering(), leaving.since());
    if (!leaving.byInvite() && session.dialog().refusesUpdate()) {
      giveUp("the peer does not take UPDATE; offer by re-INVITE when the call is up");
      return;
    }
    SessionDescription body = null;
    if (wish.isOffer()) {
      body = wanted();
      if (body == null) {
        giveUp("this side has no session description to offer");
        return;
      }
    } else if (leaving.byInvite() && wish.kind() != ChangeWish.Kind.QUESTION) {
      body = session.media().local().orElse(null);
    }
    send(body);
  }

  private @Nullable SessionDescription wanted() {
    var local = session.local();
    if (before == null) {
      before = local.wish();
    }
    if (wish.holding() != null) {
      local.holding(wish.holding());
    }
    if (wish.description() != null) {
      local.wants(wish.description());
    }
    return local.offer(session.media().local().orElse(null)).orElse(null);
  }

  private void send(@Nullable SessionDescription body) {
    var request = session.dialog().request(leaving.byInvite() ? Method.INVITE : Method.UPDATE);
    SelfDescription.describe(request, session.core().settings());
    if (session.phase() == InviteSession.Phase.CONFIRMED) {
      session.askForTime(request);
    }
    request.replace(wish.rows());
    leaving = new Leaving(leaving.byInvite(), body != null, session.core().loop().time().nanos());
    if (body != null) {
      session.media().offerSent(body);
      request.body(MediaType.APPLICATION_SDP, body.toBytes());
    }
    tries++;
    if (leaving.byInvite()) {
      var patience = session.core().settings().calls().answerWithin();
      timer = session.core().loop().after(patience, this::nobodyAnswers);
    }
    order = null;
    sending = session.send(request.build(), TimerNegotiation::repair, this);
  }

  /** A reliable answer to a re-INVITE gets its PRACK too, and may be the answer (RFC 3262 §4). */
  @Override
  public void provisional(SipResponse response) {
    var current = sending;
    if (!leaving.byInvite()
        || current == null
        || !ReliableOrder.isReliable(response, current.current())) {
      return;
    }
    if (order == null) {
      order = new ReliableOrder();
    }
    if (!order.advance(response)) {
      return;
    }
    if (leaving.offering()
        && session.media().open() == OfferAnswerState.Open.LOCAL
        && SdpBody.of(response) instanceof SdpBody.Present present) {
      session.media().answerReceived(present.description());
    }
    Prack.of(session, response, current.current()).acknowledge(false);
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
      withdraw();
      wait(session.dialog().isUac());
    } else {
      if (!leaving.byInvite() && isUnknown(response.status())) {
        session.dialog().updateRefused();
      }
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
    if (isPossible()) {
      start();
    } else {
      wait(false);
    }
  }

  /** Whether its INVITE waits for an answer now, rather than for the end of a back-off. */
  boolean isInviting() {
    return leaving.byInvite() && sending != null;
  }

  private void success(SipResponse response, SipRequest asSent) {
    if (acknowledgement != null) {
      acknowledgement.send();
      return;
    }
    if (asked) {
      return;
    }
    session
        .dialog()
        .refreshTarget(asSent.method(), response.headers().get(HeaderName.CONTACT).orElse(null));
    if (!over
        && wish.kind() == ChangeWish.Kind.QUESTION
        && SdpBody.of(response) instanceof SdpBody.Present present) {
      asked = true;
      session.dialog().heard(response);
      new AskedOffer(session, response, asSent, this::acknowledge, () -> answered(response, asSent))
          .begin(present.description());
      return;
    }
    if (leaving.byInvite()) {
      acknowledge(Acknowledgement.of(session, asSent, null, List.of()));
    }
    if (over) {
      return;
    }
    session.dialog().heard(response);
    if (wish.kind() == ChangeWish.Kind.QUESTION) {
      finish();
      handler.failed("the 2xx brings no offer that can be read");
      return;
    }
    var fault = takeAnswer(response);
    if (fault != null) {
      faulty(fault, response);
      return;
    }
    if (session.phase() == InviteSession.Phase.CONFIRMED) {
      session.timeGranted(asSent, response, leaving.since());
    }
    finish();
    if (wish.isOffer() || (leaving.offering() && session.media().isChanged())) {
      session.tell().changed(false);
    }
    handler.accepted(response);
  }

  private void acknowledge(Acknowledgement ack) {
    acknowledgement = ack;
    ack.send();
  }

  /** The application answered the offer that it asked for. */
  private void answered(SipResponse response, SipRequest asSent) {
    session.timeGranted(asSent, response, leaving.since());
    finish();
    if (session.media().isChanged()) {
      session.tell().changed(false);
    }
    handler.accepted(response);
  }

  private @Nullable String takeAnswer(SipResponse response) {
    if (!leaving.offering() || session.media().open() != OfferAnswerState.Open.LOCAL) {
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

  /** Nobody knows what the peer agreed to: a call that is up ends, an early one is as before. */
  private void faulty(String fault, SipResponse response) {
    boolean early = session.phase() == InviteSession.Phase.EARLY;
    if (early) {
      undo();
    }
    finish();
    handler.failed(fault);
    if (!early) {
      session.hangUp(new SessionEnd(SessionEnd.Kind.FAILED, fault, response), List.of());
    }
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

  /** The own offer comes to nothing; one that was answered meanwhile holds (RFC 6141 §3). */
  private void withdraw() {
    if (leaving.offering() && session.media().open() == OfferAnswerState.Open.LOCAL) {
      session.media().rollBack();
    }
  }

  private void undo() {
    boolean answered = leaving.offering() && session.media().open() != OfferAnswerState.Open.LOCAL;
    withdraw();
    if (before != null && !answered) {
      session.local().restore(before);
    }
  }

  private void finish() {
    over = true;
    if (!session.isOver()) {
      session.changes().ownOver();
    }
  }

  /** The session is over; an INVITE is still answered by the peer, or cancelled in the end. */
  void abandon(String reason) {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    if (isInviting()) {
      long patience = session.core().transactions().timers().giveUp();
      timer = session.core().loop().after(patience, this::nobodyAnswers);
    }
    handler.failed(reason);
  }
}

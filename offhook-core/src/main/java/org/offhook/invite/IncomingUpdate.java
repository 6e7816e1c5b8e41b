package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;

/** An UPDATE of the peer, in an early dialog or later: RFC 3311 §5.2. */
final class IncomingUpdate extends IncomingChange {

  private final InviteSession session;
  private final ServerTransaction transaction;

  private IncomingUpdate(
      InviteSession session, ServerTransaction transaction, @Nullable SessionDescription offer) {
    super(session, transaction, offer);
    this.session = session;
    this.transaction = transaction;
  }

  /** One without a description is granted at once; an offer must find no other one open. */
  static void received(InviteSession session, ServerTransaction transaction) {
    if (session.changes().peers() instanceof IncomingUpdate) {
      refuseForNow(session, transaction);
      return;
    }
    if (session.phase() != InviteSession.Phase.EARLY && isTooBrief(session, transaction)) {
      return;
    }
    switch (SdpBody.of(transaction.request())) {
      case SdpBody.Broken broken ->
          refuseBroken(session, transaction, Status.NOT_ACCEPTABLE_HERE, broken.reason());
      case SdpBody.None none -> {
        var update = new IncomingUpdate(session, transaction, null);
        if (session.isAuto(Automatic.ANSWER_OFFER)
            || session.isAuto(Automatic.ANSWER_REFRESH)
            || session.changes().peers() != null) {
          transaction.respond(update.success(null, Reply.of(Status.OK, List.of())));
        } else {
          update.begin();
        }
      }
      case SdpBody.Present present -> offered(session, transaction, present.description());
    }
  }

  private static void offered(
      InviteSession session, ServerTransaction transaction, SessionDescription offer) {
    var open = session.media().open();
    if (open == OfferAnswerState.Open.LOCAL) {
      session.respond(transaction, Status.REQUEST_PENDING);
    } else if (open == OfferAnswerState.Open.REMOTE || session.changes().peers() != null) {
      refuseForNow(session, transaction);
    } else {
      new IncomingUpdate(session, transaction, offer).begin();
    }
  }

  /** Its transaction lasts 64·T1. */
  @Override
  long patience() {
    return session.core().transactions().timers().giveUp() / 2;
  }

  /** It cannot wait for people; a re-INVITE could (§5.2). */
  @Override
  Status undecided() {
    return Status.SERVER_TIME_OUT;
  }

  @Override
  @Nullable SessionDescription unasked() {
    return null;
  }

  @Override
  boolean mayOffer() {
    return false;
  }

  @Override
  void succeed(SipResponse success) {
    transaction.respond(success);
  }
}

package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;

/** A re-INVITE of the peer: RFC 3261 §14.2. */
final class IncomingReinvite extends IncomingChange {

  private final InviteSession session;
  private final ServerTransaction transaction;

  private IncomingReinvite(
      InviteSession session, ServerTransaction transaction, @Nullable SessionDescription offer) {
    super(session, transaction, offer);
    this.session = session;
    this.transaction = transaction;
  }

  /** Checks that no other change is under way, then asks for a decision or makes it. */
  static void received(InviteSession session, ServerTransaction transaction) {
    var own = session.changes().own();
    var open = session.media().open();
    if (session.phase() == InviteSession.Phase.EARLY
        || session.changes().peers() != null
        || open == OfferAnswerState.Open.REMOTE) {
      refuseForNow(session, transaction);
    } else if ((own != null && own.isInviting()) || open == OfferAnswerState.Open.LOCAL) {
      session.respond(transaction, Status.REQUEST_PENDING);
    } else if (!isTooBrief(session, transaction)) {
      switch (SdpBody.of(transaction.request())) {
        case SdpBody.Broken broken ->
            refuseBroken(session, transaction, Status.BAD_REQUEST, broken.reason());
        case SdpBody.Present present ->
            new IncomingReinvite(session, transaction, present.description()).begin();
        case SdpBody.None none -> new IncomingReinvite(session, transaction, null).begin();
      }
    }
  }

  @Override
  long patience() {
    return Nanos.of(session.core().settings().calls().ringWithin());
  }

  /** 488 ends nothing but the change; 480 would end the call (RFC 5057 §5.1). */
  @Override
  Status undecided() {
    return Status.NOT_ACCEPTABLE_HERE;
  }

  /** The peer asks this side to offer (§14.2). */
  @Override
  @Nullable SessionDescription unasked() {
    return session.local().offer(session.media().local().orElse(null)).orElse(null);
  }

  @Override
  boolean mayOffer() {
    return true;
  }

  @Override
  void succeed(SipResponse success) {
    session.repeat(transaction, success);
  }
}

package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerTransactionUser;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.SelfDescription;

/**
 * A change of the session that the peer asks for: RFC 3261 §14.2. Answered from what this side can
 * do, or by the application.
 */
final class IncomingReinvite implements OpenOffer, ServerTransactionUser {

  private static final int WARN_OTHER = 399;
  private static final String WARN_AGENT = "endpoint";

  private final InviteSession session;
  private final ServerTransaction transaction;
  private final SipRequest request;
  private final @Nullable SessionDescription offer;
  private @Nullable TimerHandle limit;
  private boolean decided;

  private IncomingReinvite(
      InviteSession session, ServerTransaction transaction, @Nullable SessionDescription offer) {
    this.session = session;
    this.transaction = transaction;
    this.request = transaction.request();
    transaction.user(this);
    this.offer = offer;
  }

  /** Checks that no other change is under way, then asks for a decision or makes it. */
  static void received(InviteSession session, ServerTransaction transaction) {
    var own = session.changes().own();
    if (session.phase() == InviteSession.Phase.EARLY || session.changes().peers() != null) {
      refuseForNow(session, transaction);
      return;
    }
    if ((own != null && own.isUnderWay()) || session.media().open() != OfferAnswerState.Open.NONE) {
      session.respond(transaction, Status.REQUEST_PENDING);
      return;
    }
    switch (SdpBody.of(transaction.request())) {
      case SdpBody.Broken broken ->
          transaction.respond(
              session
                  .core()
                  .response(transaction.request(), Status.BAD_REQUEST)
                  .add(HeaderName.WARNING, new Warning(WARN_OTHER, WARN_AGENT, broken.reason()))
                  .build());
      case SdpBody.Present present ->
          new IncomingReinvite(session, transaction, present.description()).begin();
      case SdpBody.None none -> new IncomingReinvite(session, transaction, null).begin();
    }
  }

  /** A second INVITE before the first has its final response (§14.2). */
  private static void refuseForNow(InviteSession session, ServerTransaction transaction) {
    long seconds = session.core().loop().random().below(11);
    transaction.respond(
        session
            .core()
            .response(transaction.request(), Status.SERVER_INTERNAL_ERROR)
            .set(HeaderName.RETRY_AFTER, RetryAfter.of(seconds))
            .build());
  }

  private void begin() {
    session.changes().peersBegan(this);
    if (offer != null) {
      session.media().offerReceived(offer);
    }
    if (session.core().settings().automatic().mode(Automatic.ANSWER_OFFER) == AutoMode.AUTO) {
      decide();
      return;
    }
    limit =
        session
            .core()
            .loop()
            .after(session.core().settings().calls().ringWithin(), this::nobodyDecides);
    session.tell().offered(this);
  }

  /** 488 ends nothing but the change; 480 would end the call (RFC 5057 §5.1). */
  private void nobodyDecides() {
    refuse(
        Status.NOT_ACCEPTABLE_HERE,
        List.of(new Warning(WARN_OTHER, WARN_AGENT, "nobody decided in time")));
  }

  private void decide() {
    var inForce = session.media().local().orElse(null);
    if (offer == null) {
      session
          .local()
          .offer(inForce)
          .ifPresentOrElse(this::accept, () -> refuse(Status.NOT_ACCEPTABLE_HERE, List.of()));
      return;
    }
    var reply = session.local().answer(offer, inForce);
    if (reply.description() != null) {
      accept(reply.description());
    } else {
      refuse(
          Status.NOT_ACCEPTABLE_HERE,
          List.of(new Warning(reply.warning(), WARN_AGENT, reply.reason())));
    }
  }

  @Override
  public SipMessage message() {
    return request;
  }

  @Override
  public Optional<SessionDescription> offer() {
    return Optional.ofNullable(offer);
  }

  @Override
  public void accept(SessionDescription description) {
    if (!decideOnce()) {
      return;
    }
    var response = session.core().response(request, Status.OK);
    SelfDescription.describe(response, session.core().settings());
    var contact = session.dialog().localContact();
    if (contact != null) {
      response.set(HeaderName.CONTACT, contact);
    }
    response.body(MediaType.APPLICATION_SDP, description.toBytes());
    if (offer == null) {
      session.media().offerSent(description);
    } else {
      session.media().answerSent(description);
    }
    session
        .dialog()
        .refreshTarget(Method.INVITE, request.headers().get(HeaderName.CONTACT).orElse(null));
    session.repeat(transaction, response.build());
    session.changes().peersOver();
    if (offer != null) {
      session.tell().changed(true);
    }
  }

  @Override
  public void refuse(Status status, List<Warning> warnings) {
    if (!decideOnce()) {
      return;
    }
    session.media().rollBack();
    var response = session.core().response(request, status);
    for (var warning : warnings) {
      response.add(HeaderName.WARNING, warning);
    }
    transaction.respond(response.build());
    session.changes().peersOver();
  }

  private boolean decideOnce() {
    if (decided || session.isOver()) {
      return false;
    }
    decided = true;
    if (limit != null) {
      limit.cancel();
    }
    return true;
  }

  /** The peer took it back; the transaction answers 487. */
  @Override
  public boolean cancelled(SipRequest cancel) {
    if (decideOnce()) {
      session.media().rollBack();
      session.changes().peersOver();
    }
    return false;
  }

  /** The session ended meanwhile: the INVITE that waits is answered with 487 (RFC 3261 §15.1.2). */
  void abandon() {
    if (decided) {
      return;
    }
    decided = true;
    if (limit != null) {
      limit.cancel();
    }
    session.respond(transaction, Status.REQUEST_TERMINATED);
  }
}

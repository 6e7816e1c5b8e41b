package org.offhook.invite;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerTransactionUser;
import org.offhook.ua.Automatic;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.WrittenResponse;

/**
 * A change of the session that the peer asks for, by re-INVITE (RFC 3261 §14.2) or UPDATE (RFC 3311
 * §5.2). Answered from what this side can do, or by the application.
 */
abstract sealed class IncomingChange implements OpenOffer, ServerTransactionUser
    permits IncomingReinvite, IncomingUpdate {

  private static final int WARN_OTHER = 399;
  private static final String WARN_AGENT = "endpoint";

  private final InviteSession session;
  private final ServerTransaction transaction;
  private final SipRequest request;
  private final @Nullable SessionDescription offer;
  private @Nullable TimerHandle limit;
  // read by any thread
  private volatile boolean decided;

  IncomingChange(
      InviteSession session, ServerTransaction transaction, @Nullable SessionDescription offer) {
    this.session = session;
    this.transaction = transaction;
    this.request = transaction.request();
    this.offer = offer;
  }

  /** How long the application may think, in nanoseconds. */
  abstract long patience();

  /** What the peer hears when it did not decide. */
  abstract Status undecided();

  /** Whether the answer may bring an offer. */
  abstract boolean mayOffer();

  /** What is said where the peer leaves the offer to this side; null says nothing. */
  abstract @Nullable SessionDescription unasked();

  /** Sends the 2xx. */
  abstract void succeed(SipResponse success);

  // --- refusals before the offer is looked at ---

  /** Another request of the peer waits for its answer: it may try again later. */
  static void refuseForNow(InviteSession session, ServerTransaction transaction) {
    long seconds = session.core().loop().random().below(11);
    transaction.respond(
        session
            .core()
            .response(transaction.request(), Status.SERVER_INTERNAL_ERROR)
            .set(HeaderName.RETRY_AFTER, RetryAfter.of(seconds))
            .build());
  }

  /** A description that cannot be read. */
  static void refuseBroken(
      InviteSession session, ServerTransaction transaction, Status status, String reason) {
    transaction.respond(
        session
            .core()
            .response(transaction.request(), status)
            .add(HeaderName.WARNING, new Warning(WARN_OTHER, WARN_AGENT, reason))
            .build());
  }

  /** Refuses an interval that is too brief for this side (RFC 4028 §9). */
  static boolean isTooBrief(InviteSession session, ServerTransaction transaction) {
    var status = TimerNegotiation.refusal(transaction.request(), session.timers());
    boolean brief = Status.SESSION_INTERVAL_TOO_SMALL.equals(status);
    if (brief) {
      var refusal =
          session.core().response(transaction.request(), Status.SESSION_INTERVAL_TOO_SMALL);
      transaction.respond(
          TimerNegotiation.explain(refusal, Status.SESSION_INTERVAL_TOO_SMALL, session.timers())
              .build());
    }
    return brief;
  }

  // --- the decision ---

  /** Asks for a decision or makes it. */
  final void begin() {
    transaction.user(this);
    session.changes().peersBegan(this);
    boolean known = offer != null && Objects.equals(offer, session.media().remote().orElse(null));
    if (offer != null) {
      session.media().offerReceived(offer);
    }
    if (session.isAuto(Automatic.ANSWER_OFFER)
        || (known && session.isAuto(Automatic.ANSWER_REFRESH) && answersAsBefore())) {
      decide();
      return;
    }
    limit = session.core().loop().after(patience(), this::nobodyDecides);
    session.tell().offered(this);
  }

  /** A refresh, which changes nothing, is nothing to decide about (RFC 4028 §7.4). */
  private boolean answersAsBefore() {
    var inForce = session.media().local().orElse(null);
    return inForce != null
        && offer != null
        && Objects.equals(inForce, session.local().answer(offer, inForce).description());
  }

  private void nobodyDecides() {
    refuse(undecided(), List.of(new Warning(WARN_OTHER, WARN_AGENT, "nobody decided in time")));
  }

  private void decide() {
    if (offer == null) {
      var own = unasked();
      if (own != null) {
        accept(own);
      } else {
        refuse(Status.NOT_ACCEPTABLE_HERE, List.of());
      }
      return;
    }
    var reply = session.local().answer(offer, session.media().local().orElse(null));
    if (reply.description() != null) {
      accept(reply.description());
    } else {
      refuse(
          Status.NOT_ACCEPTABLE_HERE,
          List.of(new Warning(reply.warning(), WARN_AGENT, reply.reason())));
    }
  }

  @Override
  public final boolean isDecided() {
    return decided;
  }

  @Override
  public final SipMessage message() {
    return request;
  }

  @Override
  public final Optional<SessionDescription> offer() {
    return Optional.ofNullable(offer);
  }

  @Override
  public final void accept(SessionDescription description, List<HeaderField> rows) {
    accept(description, Reply.of(Status.OK, rows));
  }

  private void accept(@Nullable SessionDescription description, Reply reply) {
    if (!decideOnce()) {
      return;
    }
    var said =
        description != null && (offer != null || mayOffer())
            ? session.media().next(description)
            : null;
    succeed(success(said, reply));
    session.changes().peersOver();
    if (offer != null && session.media().isChanged()) {
      session.tell().changed(true);
    }
  }

  @Override
  public final @Nullable SipResponse draft(Status status) {
    return decided || session.isOver() ? null : fresh(status).build();
  }

  private SipResponse.Builder fresh(Status status) {
    var response = session.core().response(request, status);
    if (status.code() < 300) {
      SelfDescription.describe(response, session.core().settings());
      var contact = session.dialog().localContact();
      if (contact != null) {
        response.set(HeaderName.CONTACT, contact);
      }
    }
    return response;
  }

  @Override
  public final void respond(SipResponse written, @Nullable SessionDescription description) {
    var reply = Reply.written(session.core().settings().trust().toHop(written, transaction.flow()));
    var status = written.status();
    if (status.isProvisional()) {
      if (draft(status) != null) {
        transaction.respond(WrittenResponse.of(written, fresh(status).build()).build());
      }
    } else if (!status.isSuccess()) {
      refuse(reply, List.of());
    } else if (description != null || (offer == null && !mayOffer())) {
      accept(description, reply);
    }
  }

  /** The 2xx; what follows from it has happened: exchange, target, session timer, methods. */
  final SipResponse success(@Nullable SessionDescription description, Reply reply) {
    var response = reply.begin(fresh(reply.status()));
    if (description != null) {
      Reply.describe(response, description);
      if (offer == null) {
        session.media().offerSent(description);
      } else {
        session.media().answerSent(description);
      }
    }
    session
        .dialog()
        .refreshTarget(request.method(), request.headers().get(HeaderName.CONTACT).orElse(null));
    session.dialog().heard(request);
    if (session.phase() != InviteSession.Phase.EARLY) {
      session.grantTime(request, response);
    }
    session.core().settings().trust().write(reply.rows(), transaction.flow(), response);
    return response.build();
  }

  @Override
  public final void refuse(Status status, List<Warning> warnings, List<HeaderField> rows) {
    refuse(Reply.of(status, rows), warnings);
  }

  private void refuse(Reply reply, List<Warning> warnings) {
    if (!decideOnce()) {
      return;
    }
    forgetOffer();
    var response = reply.begin(fresh(reply.status()));
    for (var warning : warnings) {
      response.add(HeaderName.WARNING, warning);
    }
    session.core().settings().trust().write(reply.rows(), transaction.flow(), response);
    transaction.respond(response.build());
    session.changes().peersOver();
  }

  private void forgetOffer() {
    if (offer != null) {
      session.media().rollBack();
    }
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

  /** The peer took its INVITE back; the transaction answers 487. */
  @Override
  public final boolean cancelled(SipRequest cancel) {
    if (decideOnce()) {
      forgetOffer();
      session.changes().peersOver();
    }
    return false;
  }

  /** The session ended meanwhile: what waits is answered with 487 (RFC 3261 §15.1.2). */
  final void abandon() {
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

package org.offhook.invite;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.loop.Nanos;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerTransactionUser;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.ReliableProvisionals;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.UserAgentCore;

/**
 * An incoming call until it is answered, refused or given up: the callee's side of RFC 3261 §13.3.
 * What is answered lives on as {@link InviteSession}.
 */
public final class InviteUas implements ServerTransactionUser, EarlyOwner {

  private static final int WARN_SESSION = 399;
  private static final int EARLY_DIALOG_TERMINATED = 199;

  private final UserAgentCore core;
  private final InboundRequest inbound;
  private final @Nullable SessionDescription offer;
  private @Nullable CalleeListener listener;
  private @Nullable InviteSession session;
  private @Nullable CalleeProgress progress;
  private @Nullable SessionDescription early;
  private @Nullable Runnable heldAnswer;
  private @Nullable TimerHandle limit;
  private boolean over;

  private InviteUas(
      UserAgentCore core, InboundRequest inbound, @Nullable SessionDescription offer) {
    this.core = core;
    this.inbound = inbound;
    this.offer = offer;
    inbound.transaction().user(this);
  }

  /**
   * Begins with an INVITE outside a dialog that passed the gate; one that cannot be served is
   * answered, and nothing is returned.
   */
  public static Optional<InviteUas> begin(UserAgentCore core, InboundRequest inbound) {
    var request = inbound.request();
    if (request.from().tag().isPresent() && request.headers().get(HeaderName.CONTACT).isEmpty()) {
      inbound.respond(inbound.response(Status.of(400, "Missing Or Bad Contact")).build());
      return Optional.empty();
    }
    var accept = request.headers().all(HeaderName.ACCEPT);
    if (!accept.isEmpty()
        && accept.stream().noneMatch(type -> type.matches(MediaType.APPLICATION_SDP))) {
      inbound.respond(Status.NOT_ACCEPTABLE);
      return Optional.empty();
    }
    if (core.settings().extensions().reliableProvisionals() == ReliableProvisionals.REQUIRED
        && !ReliableProvisionals.isSupportedBy(request)) {
      inbound.respond(
          inbound
              .response(Status.EXTENSION_REQUIRED)
              .set(HeaderName.REQUIRE, ReliableProvisionals.OPTION_TAG)
              .build());
      return Optional.empty();
    }
    if (SdpBody.unservedPart(request).isPresent()) {
      inbound.respond(
          inbound
              .response(Status.UNSUPPORTED_MEDIA_TYPE)
              .set(HeaderName.ACCEPT, MediaType.APPLICATION_SDP)
              .build());
      return Optional.empty();
    }
    var timers = core.settings().extensions().sessionTimers();
    var refusal = TimerNegotiation.refusal(request, timers);
    if (refusal != null) {
      inbound.respond(TimerNegotiation.explain(inbound.response(refusal), refusal, timers).build());
      return Optional.empty();
    }
    return switch (SdpBody.of(request)) {
      case SdpBody.Broken broken -> {
        inbound.respond(
            inbound
                .response(Status.BAD_REQUEST)
                .add(HeaderName.WARNING, new Warning(WARN_SESSION, "endpoint", broken.reason()))
                .build());
        yield Optional.empty();
      }
      case SdpBody.Present present ->
          Optional.of(new InviteUas(core, inbound, present.description()));
      case SdpBody.None none -> Optional.of(new InviteUas(core, inbound, null));
    };
  }

  /**
   * Names who is told what happens, and starts the limits: the INVITE's own Expires (487) and the
   * configured one (480).
   */
  public void listener(CalleeListener who, Duration ringWithin) {
    listener = who;
    long configured = Nanos.of(ringWithin);
    var expires = request().headers().get(HeaderName.EXPIRES);
    long asked =
        expires.isPresent() && expires.get() > 0
            ? Duration.ofSeconds(expires.get()).toNanos()
            : Long.MAX_VALUE;
    var status = asked < configured ? Status.REQUEST_TERMINATED : Status.TEMPORARILY_UNAVAILABLE;
    limit = core.loop().after(Math.min(asked, configured), () -> expire(status));
  }

  private void expire(Status status) {
    if (over) {
      return;
    }
    reject(status, List.of());
    if (listener != null) {
      listener.expired(status);
    }
  }

  /** The INVITE. */
  public SipRequest request() {
    return inbound.request();
  }

  /** The INVITE with its transaction. */
  public InboundRequest inbound() {
    return inbound;
  }

  /** The caller's offer, if the INVITE has one. */
  public Optional<SessionDescription> offer() {
    return Optional.ofNullable(offer);
  }

  /** Whether a final answer was given, or the caller gave up. */
  public boolean isOver() {
    return over;
  }

  /**
   * Sends a provisional answer; above 100 it makes an early dialog. Whether it is reliable is for
   * the policy and the INVITE to say (RFC 3262 §3). No effect after the final answer; nor has a 199
   * for a caller that did not ask for it, or before there is an early dialog (RFC 6228 §5).
   *
   * @param description early media, or null. A reliable one is the answer, or without an offer of
   *     the caller the offer; of another one the same must come again in the answer. Left out where
   *     it would be neither
   */
  public void progress(Reply reply, @Nullable SessionDescription description) {
    if (over || heldAnswer != null || isUselessEnd(reply.status())) {
      return;
    }
    var response = reply.begin(inbound);
    reply.extend(response);
    earlySession();
    var sending = Objects.requireNonNull(progress);
    if (sending.isReliable() || isReliable(description)) {
      reply.describe(response, core.settings());
      sending.sendReliably(new CalleeProgress.Answer(response, description));
    } else if (description != null && offer != null) {
      early = description;
      sending.send(new CalleeProgress.Answer(response, description));
    } else {
      // an offer needs a reliable answer to ride on (RFC 3261 §13.2.1): it waits for the 2xx
      early = description != null ? description : early;
      sending.send(new CalleeProgress.Answer(response, null));
    }
  }

  private boolean isUselessEnd(Status status) {
    return status.code() == EARLY_DIALOG_TERMINATED
        && (session == null
            || request().headers().all(HeaderName.SUPPORTED).stream().noneMatch("199"::equals));
  }

  private boolean isReliable(@Nullable SessionDescription description) {
    return switch (core.settings().extensions().reliableProvisionals()) {
      case OFF -> false;
      case SUPPORTED ->
          ReliableProvisionals.isRequiredBy(request())
              || (description != null && ReliableProvisionals.isSupportedBy(request()));
      case PREFERRED, REQUIRED -> ReliableProvisionals.isSupportedBy(request());
    };
  }

  private InviteSession earlySession() {
    if (session == null) {
      Contact contact = inbound.contact();
      var dialog = Dialog.uas(request(), inbound.localTag(), contact);
      dialog.flow(inbound.flow());
      core.dialogs().add(dialog);
      session =
          new InviteSession(
              new InviteSession.Ground(
                  core,
                  dialog,
                  core.newDigestSession(),
                  core.settings().extensions().sessionTimers()),
              new OfferAnswerState(),
              new LocalMedia(null));
      if (offer != null) {
        session.media().offerReceived(offer);
      }
      session.early(this);
      session.dialog().heard(request());
      progress = new CalleeProgress(inbound, session, this::neverAcknowledged);
      session.pracks(new IncomingPracks(session, progress, awaiting(progress, session)));
      if (listener != null) {
        listener.early(session);
      }
    }
    return session;
  }

  // --- the PRACKs (RFC 3262 §3) ---

  private void neverAcknowledged() {
    broken(Status.SERVER_TIME_OUT, "a provisional answer was never acknowledged with PRACK");
  }

  private void broken(Status status, String reason) {
    reject(status, List.of());
    if (listener != null) {
      listener.broken(status, reason);
    }
  }

  /** A reliable answer has its PRACK: what waited for that goes on. */
  private void goOn(CalleeProgress sending, InviteSession ringing) {
    if (over) {
      return;
    }
    sending.next();
    ringing.changeNow();
    var held = heldAnswer;
    if (held != null && !sending.holdsBackSuccess()) {
      heldAnswer = null;
      held.run();
    }
  }

  /** What the PRACKs of the early dialog are told. */
  private IncomingPracks.Owner awaiting(CalleeProgress sending, InviteSession ringing) {
    return new IncomingPracks.Owner() {
      @Override
      public boolean isAnswered() {
        return over;
      }

      @Override
      public void acknowledged() {
        goOn(sending, ringing);
      }

      @Override
      public void broken(String reason) {
        InviteUas.this.broken(Status.BAD_REQUEST, reason);
      }
    };
  }

  // --- the final answer ---

  /**
   * Answers with 2xx; the session repeats it until the ACK comes. It waits for the PRACK of a
   * provisional answer with a description (RFC 3262 §3).
   *
   * @param description the answer to the caller's offer, or this side's offer if there was none;
   *     null answers without a body
   * @param wanted what this side can do from now on, for later changes; usually the same
   * @param answered is given the session, unless the call is over before
   */
  public void answer(
      Reply reply,
      @Nullable SessionDescription description,
      @Nullable SessionDescription wanted,
      Consumer<InviteSession> answered) {
    if (over || heldAnswer != null) {
      return;
    }
    if (progress != null && progress.holdsBackSuccess()) {
      heldAnswer = () -> answered.accept(success(reply, description, wanted));
    } else {
      answered.accept(success(reply, description, wanted));
    }
  }

  private InviteSession success(
      Reply reply, @Nullable SessionDescription description, @Nullable SessionDescription wanted) {
    finish();
    var answered = earlySession();
    answered.early(null);
    if (progress == null || !progress.isAwaited()) {
      answered.pracks(null);
    }
    var response = reply.begin(inbound);
    reply.describe(response, core.settings());
    answered.grantTime(request(), response);
    reply.extend(response);
    boolean said = early != null || answered.media().isAgreed();
    describe(answered, early != null ? early : description, response);
    boolean news = said && description != null && isNews(answered, description);
    if (wanted != null) {
      answered.local().wants(wanted);
    }
    answered.answer(inbound.transaction(), response.build());
    if (news) {
      answered.change(wanted, null, OfferHandler.NOBODY);
    }
    inbound.transaction().user(null);
    return answered;
  }

  /**
   * Whether the answer is not what was said early, as when another fork of a back-to-back user
   * agent answered: what was said is the answer (RFC 6337 §3.1), and a re-INVITE brings the change.
   */
  private static boolean isNews(InviteSession answered, SessionDescription description) {
    var template = answered.wanted();
    var said = answered.media().local();
    return said.isPresent()
        && !isSame(said.get(), description)
        && (template == null || !isSame(template, description));
  }

  /** Whether they differ in nothing but their origin. */
  private static boolean isSame(SessionDescription said, SessionDescription description) {
    return OfferAnswer.nextVersion(said, description).equals(said);
  }

  /** After a reliable exchange the 2xx says nothing about the session (RFC 6337 §2). */
  private static void describe(
      InviteSession answered, @Nullable SessionDescription body, SipResponse.Builder response) {
    var media = answered.media();
    if (media.isAgreed()) {
      return;
    }
    if (body == null) {
      media.rollBack();
      return;
    }
    Reply.describe(response, body);
    if (media.open() == OfferAnswerState.Open.REMOTE) {
      media.answerSent(body);
    } else {
      media.offerSent(body);
    }
  }

  /** Answers with a final status of 300 or above; no effect after another final answer. */
  public void reject(Status status, List<HeaderField> rows) {
    reject(Reply.of(status, rows));
  }

  /** As {@link #reject(Status, List)}. */
  public void reject(Reply reply) {
    if (over) {
      return;
    }
    var response = reply.begin(inbound);
    reply.extend(response);
    finish();
    inbound.respond(response.build());
    leaveEarlyDialog();
  }

  /** An answer as it would be given now, without body. */
  public SipResponse draft(Status status) {
    var response = inbound.response(status);
    if (status.isSuccess()) {
      SelfDescription.describe(response, core.settings());
    }
    return response.build();
  }

  /** Answers with 302, or another redirection, to these contacts. */
  public void redirect(Status status, List<Contact> contacts) {
    if (over) {
      return;
    }
    finish();
    inbound.respond(inbound.response(status).setAll(HeaderName.CONTACT, contacts).build());
    leaveEarlyDialog();
  }

  private void leaveEarlyDialog() {
    if (session != null) {
      session.drop();
      session = null;
    }
  }

  private void finish() {
    over = true;
    heldAnswer = null;
    if (progress != null) {
      progress.stop();
    }
    if (limit != null) {
      limit.cancel();
    }
  }

  // --- what the caller and the network do ---

  @Override
  public boolean cancelled(SipRequest cancel) {
    if (over) {
      return false;
    }
    givenUp(cancel);
    return true;
  }

  /** A BYE in the early dialog (RFC 3261 §15.1.2). */
  @Override
  public void byeReceived(InviteSession early, ServerTransaction bye) {
    var request = bye.request();
    bye.respond(core.response(request, Status.OK).build());
    if (!over) {
      givenUp(request);
    }
  }

  @Override
  public boolean isSettled() {
    return progress == null || !progress.isAwaited();
  }

  @Override
  public void requestReceived(ServerTransaction transaction) {
    if (listener != null) {
      listener.request(transaction);
    } else {
      transaction.respond(
          core.response(transaction.request(), Status.SERVER_INTERNAL_ERROR).build());
    }
  }

  private void givenUp(SipRequest message) {
    reject(Status.REQUEST_TERMINATED, List.of());
    if (listener != null) {
      listener.cancelled(message);
    }
  }

  @Override
  public void ackTimedOut() {
    if (listener != null) {
      listener.lost("the refusal was never acknowledged", request());
    }
  }

  @Override
  public String toString() {
    return Method.INVITE + " from " + request().from().uri();
  }
}

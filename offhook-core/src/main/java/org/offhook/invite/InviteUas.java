package org.offhook.invite;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerTransactionUser;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.UserAgentCore;

/**
 * An incoming call until it is answered, refused or given up: the callee's side of RFC 3261 §13.3.
 * What is answered lives on as {@link InviteSession}.
 */
public final class InviteUas implements ServerTransactionUser, EarlyOwner {

  private static final Duration REPEAT_PROGRESS = Duration.ofMinutes(1);
  private static final int WARN_SESSION = 399;

  private final UserAgentCore core;
  private final InboundRequest inbound;
  private final @Nullable SessionDescription offer;
  private @Nullable CalleeListener listener;
  private @Nullable InviteSession session;
  private @Nullable SipResponse lastProgress;
  private @Nullable SessionDescription early;
  private @Nullable TimerHandle repeat;
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
    if (SdpBody.unservedPart(request).isPresent()) {
      inbound.respond(
          inbound
              .response(Status.UNSUPPORTED_MEDIA_TYPE)
              .set(HeaderName.ACCEPT, MediaType.APPLICATION_SDP)
              .build());
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
   * Sends a provisional answer; above 100 it makes an early dialog. Repeated every minute so that
   * proxies keep waiting (RFC 3261 §13.3.1.1). No effect after the final answer.
   *
   * @param description early media, or null; the same must come again in the answer
   */
  public void progress(
      Status status, @Nullable SessionDescription description, List<HeaderField> rows) {
    if (over) {
      return;
    }
    var response = inbound.response(status);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    if (description != null) {
      early = description;
      response.body(MediaType.APPLICATION_SDP, description.toBytes());
    }
    if (status.code() > 100) {
      earlySession();
    }
    lastProgress = response.build();
    inbound.respond(lastProgress);
    if (repeat != null) {
      repeat.cancel();
    }
    repeat = core.loop().after(REPEAT_PROGRESS, this::repeatProgress);
  }

  private void repeatProgress() {
    if (!over && lastProgress != null) {
      inbound.respond(lastProgress);
      repeat = core.loop().after(REPEAT_PROGRESS, this::repeatProgress);
    }
  }

  private InviteSession earlySession() {
    if (session == null) {
      Contact contact = inbound.contact();
      var dialog = Dialog.uas(request(), inbound.localTag(), contact);
      dialog.flow(inbound.flow());
      core.dialogs().add(dialog);
      session =
          new InviteSession(
              new InviteSession.Ground(core, dialog, core.newDigestSession()),
              new OfferAnswerState(),
              new LocalMedia(null));
      if (offer != null) {
        session.media().offerReceived(offer);
      }
      session.early(this);
    }
    return session;
  }

  /**
   * Answers with 200; the session repeats it until the ACK comes.
   *
   * @param description the answer to the caller's offer, or this side's offer if there was none;
   *     null answers without a body
   * @param wanted what this side can do from now on, for later changes; usually the same
   * @return the session, or empty if the call is over already
   */
  public Optional<InviteSession> answer(
      @Nullable SessionDescription description,
      @Nullable SessionDescription wanted,
      List<HeaderField> rows) {
    if (over) {
      return Optional.empty();
    }
    finish();
    var answered = earlySession();
    answered.early(null);
    var response = inbound.response(Status.OK);
    SelfDescription.describe(response, core.settings());
    rows.forEach(row -> response.raw(row.name(), row.value()));
    var body = early != null ? early : description;
    if (body != null) {
      response.body(MediaType.APPLICATION_SDP, body.toBytes());
      if (offer != null) {
        answered.media().answerSent(body);
      } else {
        answered.media().offerSent(body);
      }
      answered.local().wants(wanted != null ? wanted : body);
    } else {
      answered.media().rollBack();
    }
    answered.answer(inbound.transaction(), response.build());
    inbound.transaction().user(null);
    return Optional.of(answered);
  }

  /** Answers with a final status of 300 or above; no effect after another final answer. */
  public void reject(Status status, List<HeaderField> rows) {
    if (over) {
      return;
    }
    var response = inbound.response(status);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    finish();
    inbound.respond(response.build());
    leaveEarlyDialog();
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
    if (repeat != null) {
      repeat.cancel();
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

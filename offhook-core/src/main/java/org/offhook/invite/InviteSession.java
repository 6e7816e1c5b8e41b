package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogUsage;
import org.offhook.dialog.FailureEffect;
import org.offhook.message.HeaderField;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.UserAgentCore;

/**
 * The session that lives in a dialog, from its first answer to its BYE: RFC 3261 §13 to §15. Its
 * changes are {@link OwnChange} and {@link IncomingChange}, its end is {@link Bye}, or that of its
 * {@link SessionTimer}.
 */
public final class InviteSession implements DialogUsage {

  /** How far the session has come. */
  enum Phase {
    /** No final answer yet. */
    EARLY,
    /** This side answered and waits for the ACK. */
    ANSWERED,
    /** Both sides know that the call is up. */
    CONFIRMED,
    /** A BYE was sent or received; only what crosses it is still answered. */
    ENDED
  }

  /**
   * What a session is made of.
   *
   * @param core the user agent
   * @param dialog the dialog it lives in
   * @param digest the credentials of the call
   * @param timers the policy for its session timer
   */
  record Ground(UserAgentCore core, Dialog dialog, DigestSession digest, SessionTimers timers) {}

  private final Ground ground;
  private final OfferAnswerState media;
  private final LocalMedia local;
  private Phase phase = Phase.EARLY;
  private @Nullable SessionListener listener;
  private @Nullable AnswerRepeater repeater;
  private @Nullable CallerAck callerAck;
  private @Nullable SessionChanges changes;
  private @Nullable Bye bye;
  private @Nullable EarlyOwner early;
  private @Nullable Consumer<ServerTransaction> pracks;
  private @Nullable SessionTimer timer;

  InviteSession(Ground ground, OfferAnswerState media, LocalMedia local) {
    this.ground = ground;
    this.media = media;
    this.local = local;
    ground.dialog().add(this);
  }

  /** Who is told what happens from now on. */
  public void listener(SessionListener who) {
    listener = who;
  }

  /** Whether somebody is told. */
  public boolean isHeard() {
    return listener != null;
  }

  /** The dialog. */
  public Dialog dialog() {
    return ground.dialog();
  }

  /** The offer/answer exchange. */
  public OfferAnswerState media() {
    return media;
  }

  /** Whether this side holds the peer. */
  public boolean isHolding() {
    return local.isHolding();
  }

  /** What this side said it can do, whatever was agreed; null without media. */
  public @Nullable SessionDescription wanted() {
    return local.wish().template();
  }

  UserAgentCore core() {
    return ground.core();
  }

  LocalMedia local() {
    return local;
  }

  DigestSession digest() {
    return ground.digest();
  }

  Phase phase() {
    return phase;
  }

  /** Whether it has ended. */
  public boolean isOver() {
    return phase == Phase.ENDED;
  }

  /** Whether it is over, or this side has hung up and waits for the ACK to say so. */
  boolean isEnding() {
    return isOver() || bye != null;
  }

  /** Who is told what happens; empty in an early dialog and after the end. */
  public Optional<SessionListener> listening() {
    return Optional.ofNullable(listener);
  }

  // --- the first answer, as callee ---

  /** Sends the 2xx to the INVITE that made the session, and repeats it until its ACK comes. */
  void answer(ServerTransaction transaction, SipResponse success) {
    dialog().confirmed();
    if (phase == Phase.EARLY) {
      phase = Phase.ANSWERED;
    }
    repeat(transaction, success);
  }

  /** Who has the INVITE that made the session until its final answer; then nobody (null). */
  void early(@Nullable EarlyOwner owner) {
    early = owner;
  }

  /** Who takes PRACKs; nobody (null) where no reliable answer waits for one. */
  void pracks(@Nullable Consumer<ServerTransaction> taker) {
    pracks = taker;
  }

  /** Sends a 2xx to an INVITE of this session until its ACK comes. */
  void repeat(ServerTransaction transaction, SipResponse success) {
    stopRepeating();
    repeater =
        new AnswerRepeater(
            core().loop(),
            core().transactions().timers(),
            transaction,
            success,
            this::neverAcknowledged);
    repeater.start();
  }

  private void stopRepeating() {
    if (repeater != null) {
      repeater.stop();
      repeater = null;
    }
  }

  private void neverAcknowledged() {
    repeater = null;
    if (phase != Phase.ENDED) {
      phase = Phase.CONFIRMED;
      if (bye != null) {
        bye.send();
      } else {
        hangUp(
            new SessionEnd(SessionEnd.Kind.NO_ACK, "the answer was never acknowledged", null),
            List.of());
      }
    }
  }

  @Override
  public void ack(SipRequest ack, Flow flow) {
    if (repeater == null || !repeater.awaits(ack.cSeq().number())) {
      return;
    }
    repeater.acknowledged(flow);
    repeater = null;
    if (phase == Phase.ENDED) {
      return;
    }
    if (timer != null) {
      timer.acknowledged();
    }
    boolean first = phase == Phase.ANSWERED;
    phase = Phase.CONFIRMED;
    // an early UPDATE of this side may still wait for its own answer (RFC 3311 §5.1)
    boolean offered = media.open() == OfferAnswerState.Open.LOCAL && !(first && media.isAgreed());
    var fault = offered ? takeAnswer(ack) : Optional.<String>empty();
    if (bye == null && fault.isPresent()) {
      hangUp(new SessionEnd(SessionEnd.Kind.FAILED, fault.get(), ack), List.of());
      return;
    }
    if (first) {
      tell().established(ack);
    } else if (offered && media.isChanged()) {
      tell().changed(true);
    }
    if (bye != null) {
      bye.send();
    } else {
      changeNow();
    }
  }

  /** The answer in an ACK, if the 2xx carried this side's offer (RFC 3261 §13.2.1). */
  private Optional<String> takeAnswer(SipRequest ack) {
    return switch (SdpBody.of(ack)) {
      case SdpBody.Present present -> {
        media.answerReceived(present.description());
        yield Optional.empty();
      }
      case SdpBody.None none -> Optional.of("the ACK lacks the answer to this side's offer");
      case SdpBody.Broken broken ->
          Optional.of("the answer in the ACK is broken: " + broken.reason());
    };
  }

  // --- the first answer, as caller ---

  /** The 2xx is in: the dialog is confirmed, the ACK may still have to wait. */
  void confirmed(SipResponse success) {
    dialog().confirm(success);
    phase = Phase.CONFIRMED;
  }

  /** Acknowledges the 2xx to the INVITE that made the session. */
  void acknowledge(SipRequest invite, @Nullable SessionDescription answer, List<HeaderField> rows) {
    callerAck().sent(Acknowledgement.of(this, invite, answer, rows));
  }

  /** The 2xx came again: the same ACK goes out again, if it went out before. */
  void acknowledgeAgain(long cSeqNumber) {
    if (callerAck != null) {
      callerAck.sendAgain(cSeqNumber);
    }
  }

  boolean isAcknowledged() {
    return callerAck != null && callerAck.wasSent();
  }

  CallerAck callerAck() {
    if (callerAck == null) {
      callerAck = new CallerAck();
    }
    return callerAck;
  }

  /** Sends the ACK that waits, with these extra rows; no effect if none does. */
  public void acknowledgeNow(List<HeaderField> rows) {
    if (callerAck != null) {
      callerAck.sendNow(rows);
    }
  }

  /** As {@link #acknowledgeNow(List)}, with what the application wrote, an answer too. */
  public void acknowledgeNow(SipRequest written) {
    if (callerAck != null) {
      callerAck.sendNow(written);
    }
  }

  /** The ACK for the last 2xx to an INVITE, as it would be sent now; null before. */
  public @Nullable SipRequest ackDraft() {
    var invite = callerAck == null ? null : callerAck.invite();
    return invite == null ? null : dialog().ack(invite).build();
  }

  // --- requests of the peer ---

  @Override
  public boolean takes(SipRequest request) {
    var method = request.method();
    return !(method.equals(Method.SUBSCRIBE)
        || method.equals(Method.NOTIFY)
        || method.equals(Method.REFER));
  }

  @Override
  public void request(ServerTransaction transaction) {
    var method = transaction.request().method();
    if (phase != Phase.ENDED && Dialog.refreshesTarget(method)) {
      heard(transaction.request());
    }
    if (method.equals(Method.BYE)) {
      if (early != null) {
        early.byeReceived(this, transaction);
      } else {
        ByeReceived.handle(this, transaction);
      }
    } else if (phase == Phase.ENDED) {
      respond(transaction, Status.CALL_TRANSACTION_DOES_NOT_EXIST);
    } else if (method.equals(Method.PRACK)) {
      prackReceived(transaction);
    } else if (method.equals(Method.INVITE)) {
      IncomingReinvite.received(this, transaction);
    } else if (method.equals(Method.UPDATE)) {
      IncomingUpdate.received(this, transaction);
    } else if (method.equals(Method.OPTIONS) && isAuto(Automatic.ANSWER_OPTIONS)) {
      transaction.respond(
          SelfDescription.options(core(), transaction.request(), Status.OK).build());
    } else if (early != null) {
      early.requestReceived(transaction);
    } else if (listener != null) {
      listener.request(transaction);
    } else {
      respond(transaction, Status.CALL_TRANSACTION_DOES_NOT_EXIST);
    }
  }

  private void prackReceived(ServerTransaction transaction) {
    if (pracks != null) {
      pracks.accept(transaction);
    } else {
      respond(transaction, Status.CALL_TRANSACTION_DOES_NOT_EXIST);
    }
  }

  /** Takes who the peer says it is now, where this side takes part in that (RFC 4916 §4.4). */
  void heard(SipRequest request) {
    if (core().settings().capabilities().supports("from-change")) {
      dialog().remoteParty(request.from());
    }
    tell().heard(request);
  }

  void respond(ServerTransaction transaction, Status status) {
    transaction.respond(core().response(transaction.request(), status).build());
  }

  boolean isAuto(Automatic action) {
    return core().settings().automatic().mode(action) == AutoMode.AUTO;
  }

  // --- changes ---

  /**
   * Offers another session; waits until no other change is under way (RFC 3261 §14.1). In an early
   * dialog the offer goes by UPDATE.
   *
   * @param description what this side wants from now on; null keeps what it wanted
   * @param holding whether this side holds; null keeps that
   */
  public void change(
      @Nullable SessionDescription description, @Nullable Boolean holding, OfferHandler handler) {
    ask(ChangeWish.offer(description, holding, List.of()), handler);
  }

  /** As {@link #change}, for any wish. */
  public void ask(ChangeWish wish, OfferHandler handler) {
    if (phase == Phase.ENDED) {
      handler.failed("the call is over");
    } else {
      changes().ask(new OwnChange(this, wish, handler));
    }
  }

  /** Begins a change that was asked for before the call was answered. */
  void changeNow() {
    if (changes != null) {
      changes.next();
    }
  }

  SessionChanges changes() {
    if (changes == null) {
      changes = new SessionChanges(this);
    }
    return changes;
  }

  /** Whether an early dialog is through with its first offer/answer exchange (RFC 3311 §5.1). */
  boolean isSettled() {
    return media.open() == OfferAnswerState.Open.NONE
        && media.isAgreed()
        && (early == null || early.isSettled());
  }

  /** Whether a request of the peer waits for its answer, or the answer for its ACK. */
  boolean isServing() {
    return repeater != null || (changes != null && changes.peers() != null);
  }

  // --- how long it lasts (RFC 4028) ---

  /** The policy. */
  SessionTimers timers() {
    return ground.timers();
  }

  private @Nullable TimerTerms terms() {
    return timer == null ? null : timer.terms();
  }

  /** Asks for time in an INVITE or UPDATE of this side (§7.4). */
  void askForTime(SipRequest.Builder request) {
    TimerNegotiation.ask(request, timers(), terms());
  }

  /**
   * A 2xx to an INVITE or UPDATE of this side says how long the session lasts now (§7.2).
   *
   * @param since when the peer may have sent it first; copies may have been lost
   */
  void timeGranted(SipRequest asSent, SipResponse success, long since) {
    lasts(TimerNegotiation.agreed(asSent, success, timers()).orElse(null), success, since);
  }

  /** Says in a 2xx to an INVITE or UPDATE of the peer how long the session lasts now (§9). */
  void grantTime(SipRequest request, SipResponse.Builder success) {
    var terms = TimerNegotiation.answer(request, timers(), terms()).orElse(null);
    if (terms != null) {
      TimerNegotiation.write(success, terms);
    }
    lasts(terms, request, core().loop().time().nanos());
  }

  private void lasts(@Nullable TimerTerms terms, SipMessage cause, long since) {
    stopTimer();
    timer = terms == null || isEnding() ? null : new SessionTimer(this, terms, cause, since);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.stop();
      timer = null;
    }
  }

  // --- own requests ---

  /** Sends a request in the dialog; a fatal answer ends the session (RFC 5057 §5.1). */
  public Sending send(SipRequest request, SendHandler handler) {
    return send(request, (refusal, asSent) -> null, handler);
  }

  /** As {@link #send(SipRequest, SendHandler)}, with what to do about a refusal. */
  Sending send(SipRequest request, Outgoing.Repair repair, SendHandler handler) {
    return core()
        .sender()
        .send(
            Outgoing.of(request).dialog(dialog()).digest(digest()).repair(repair).build(),
            new InSession(this, handler));
  }

  /** What a failure answer does to the session; of an early one its INVITE decides. */
  void failure(Status status, @Nullable SipMessage message, String what) {
    if (phase == Phase.ENDED || phase == Phase.EARLY) {
      return;
    }
    var end = new SessionEnd(SessionEnd.Kind.FAILED, what, message);
    switch (FailureEffect.of(status)) {
      case TRANSACTION -> {}
      case USAGE, HOPS -> hangUp(end, List.of());
      case DIALOG -> {
        end(end);
        dialog().terminate(what);
      }
    }
  }

  // --- the end ---

  /** Another call was answered in its place: hangs up (RFC 3891 §3). */
  public void replaced(List<HeaderField> rows) {
    hangUp(new SessionEnd(SessionEnd.Kind.REPLACED, "replaced by another call", null), rows);
  }

  /** Hangs up with BYE; before the ACK came it waits for that (RFC 3261 §15). */
  public void hangUp(List<HeaderField> rows) {
    hangUp(new SessionEnd(SessionEnd.Kind.LOCAL, "hung up", null), rows);
  }

  /**
   * As {@link #hangUp(List)} by the BYE that is given here, with this dialog's identifiers.
   *
   * @param asked is told its answer; false if the session is over, or has its BYE
   */
  public boolean hangUp(SipRequest written, SendHandler asked) {
    var end = new SessionEnd(SessionEnd.Kind.LOCAL, "hung up", null);
    return hangUp(new Bye(this, end, () -> dialog().owned(written), asked));
  }

  void hangUp(SessionEnd end, List<HeaderField> rows) {
    hangUp(new Bye(this, end, () -> dialog().request(Method.BYE).replace(rows).build(), null));
  }

  private boolean hangUp(Bye wanted) {
    if (phase == Phase.ENDED || bye != null) {
      return false;
    }
    bye = wanted;
    if (callerAck != null) {
      callerAck.sendBeforeBye();
    }
    if (phase == Phase.CONFIRMED) {
      wanted.send();
    }
    return true;
  }

  /** Whether it ended with a BYE of this side. */
  public boolean isHungUp() {
    return bye != null && bye.wasSent();
  }

  /** The session is over: what is under way is given up, the listener is told, once. */
  void end(SessionEnd end) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    early = null;
    pracks = null;
    stopRepeating();
    stopTimer();
    if (changes != null) {
      changes.abandon(end.reason());
    }
    if (listener != null) {
      var told = listener;
      listener = null;
      told.ended(end);
    }
  }

  /** The endpoint is gone: whoever waits for something is told now, and nothing is sent. */
  public void cutOff(String reason) {
    end(new SessionEnd(SessionEnd.Kind.LOCAL, reason, null));
  }

  /** Leaves the dialog without a message: an early fork that came to nothing. */
  void drop() {
    phase = Phase.ENDED;
    early = null;
    pracks = null;
    listener = null;
    if (changes != null) {
      changes.abandon("the early dialog is over");
    }
    dialog().remove(this);
  }

  @Override
  public void dialogGone(String reason) {
    end(new SessionEnd(SessionEnd.Kind.FAILED, reason, null));
  }

  SessionListener tell() {
    return listener != null ? listener : Unheard.INSTANCE;
  }

  @Override
  public String toString() {
    return "session " + phase;
  }
}

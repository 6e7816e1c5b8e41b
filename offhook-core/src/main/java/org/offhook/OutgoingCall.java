package org.offhook;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.invite.CallerListener;
import org.offhook.invite.InviteSession;
import org.offhook.invite.InviteUac;
import org.offhook.invite.NotAnswered;
import org.offhook.invite.OpenOffer;
import org.offhook.message.HeaderField;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;

/** A call that this endpoint makes; see {@link Call} for an example. */
public final class OutgoingCall extends Call {

  private final SipRequest request;
  private @Nullable InviteUac uac;
  private @Nullable IncomingRefer refer;
  private boolean replaced;
  private List<String> tried = List.of();

  OutgoingCall(
      EndpointCore endpoint,
      SipRequest request,
      boolean ownEvents,
      @Nullable Consumer<CallEvent> handler) {
    super(endpoint, ownEvents, handler);
    this.request = request;
  }

  @Override
  public SipRequest request() {
    return request;
  }

  @Override
  List<String> tried() {
    return tried;
  }

  private List<String> inVain() {
    return uac == null ? List.of() : uac.tried();
  }

  @Override
  NameAddr first() {
    return request.to();
  }

  /** A peer asked for this call, and is told how it goes; before it starts. */
  void referredBy(IncomingRefer asking) {
    refer = asking;
    outcome().then(asking::concluded);
  }

  /** Sends the INVITE; on the loop. */
  void start(InviteUac.Plan plan, java.time.Duration answerWithin) {
    if (refer != null && !refer.acceptOnLoop()) {
      calls()
          .notEstablished(
              new CallOutcome.Failed("the REFER is answered already"), CallEnd.Cause.FAILED, null);
      return;
    }
    if (!calls().enter()) {
      return;
    }
    uac = InviteUac.start(endpoint.core(), plan, answerWithin, new Progressing());
  }

  /**
   * Sends the PRACK that waits for the application, with an offer of this side; {@code
   * Automatic.PRACK} must be {@code MANUAL}, and the response must leave no offer open (RFC 3262
   * §5). The answer comes as {@link CallEvent.SessionChanged}. No effect otherwise.
   */
  public void acknowledgeProvisional(SessionDescription offer) {
    endpoint.command(
        () -> {
          if (uac != null) {
            uac.acknowledgeProvisional(offer);
          }
        });
  }

  /**
   * The PRACK for a reliable provisional answer (RFC 3262 §4), where {@code Automatic.PRACK} is not
   * automatic: with RAck, and without body. {@link Draft#send} sends it, once; a session
   * description that was put into it answers the callee's offer, or is one where none is open.
   * Empty if the response wants no PRACK, has one, or its early dialog is over.
   *
   * <pre>{@code
   * if (call.events().take() instanceof CallEvent.Progress ringing) {
   *   call.preparePrack(ringing.response()).await().ifPresent(Draft::send);
   * }
   * }</pre>
   */
  public Pending<Optional<Draft<Pending<RequestOutcome>>>> preparePrack(SipResponse provisional) {
    Pending<Optional<Draft<Pending<RequestOutcome>>>> result = endpoint.pending();
    endpoint.command(
        () -> {
          var draft = uac == null ? null : uac.prackDraft(provisional);
          result.complete(
              Optional.ofNullable(draft)
                  .map(request -> new Draft<>(request, prack -> sendPrack(provisional, prack))));
        },
        () -> result.complete(Optional.empty()));
    return result;
  }

  private Pending<RequestOutcome> sendPrack(SipResponse provisional, SipRequest prack) {
    if (!prack.method().equals(Method.PRACK)) {
      throw new IllegalArgumentException("the draft was a PRACK, and is " + prack.method());
    }
    Pending<RequestOutcome> result = endpoint.pending();
    endpoint.command(
        () -> {
          var run = new RequestRun(endpoint, result, calls()::ask);
          if (uac == null || !uac.acknowledgeProvisional(provisional, prack, run)) {
            run.failed("its PRACK was sent, or the early dialog is over");
          }
        },
        () -> RequestRun.cutOff(result));
    return result;
  }

  @Override
  void endOnLoop(List<HeaderField> rows) {
    var session = calls().session();
    if (session.isPresent()) {
      session.get().hangUp(rows);
    } else if (uac != null) {
      uac.cancel(rows);
    }
  }

  @Override
  void replacedOnLoop() {
    var session = calls().session();
    if (session.isPresent()) {
      session.get().replaced(REPLACED);
    } else if (uac != null) {
      replaced = true;
      uac.cancel(REPLACED);
    }
  }

  /** Turns what the caller's side of the INVITE reports into events and outcomes. */
  private final class Progressing implements CallerListener {

    @Override
    public void progress(SipResponse response, @Nullable InviteSession early) {
      SessionDescription media = early == null ? null : early.media().remote().orElse(null);
      if (early != null) {
        calls().heard(response, early);
      }
      endpoint
          .dialogs()
          .progress(OutgoingCall.this, response.status(), response.to().tag().isPresent());
      if (refer != null) {
        refer.progressOnLoop(response.status());
      }
      calls()
          .emit(
              new CallEvent.Progress(OutgoingCall.this, response, media), EventQueue.Room.PROGRESS);
    }

    @Override
    public void heard(@Nullable InviteSession early) {
      if (early != null && !early.isHeard()) {
        early.listener(calls().listeningTo(early));
      }
      calls().early(early);
    }

    @Override
    public void offered(OpenOffer offer) {
      calls().offered(offer);
    }

    @Override
    public void request(ServerTransaction transaction) {
      calls().request(transaction);
    }

    @Override
    public void answered(InviteSession session, SipResponse response) {
      tried = inVain();
      uac = null;
      calls().begin(session);
    }

    @Override
    public boolean forkAnswered(InviteSession session, SipResponse response) {
      var fork = new OutgoingCall(endpoint, request, calls().hasOwnEvents(), calls().handler());
      if (!fork.calls().enterIfThereIsRoom()) {
        return false;
      }
      fork.calls().begin(session);
      calls().emit(new CallEvent.ForkAnswered(OutgoingCall.this, fork), EventQueue.Room.RESERVED);
      return true;
    }

    @Override
    public void notAnswered(NotAnswered outcome) {
      tried = inVain();
      uac = null;
      switch (outcome) {
        case NotAnswered.Refused refused ->
            calls()
                .notEstablished(
                    new CallOutcome.Refused(refused.response(), tried),
                    CallEnd.Cause.REFUSED,
                    refused.response());
        case NotAnswered.Cancelled cancelled ->
            calls()
                .notEstablished(
                    new CallOutcome.Cancelled(false),
                    replaced ? CallEnd.Cause.REPLACED : CallEnd.Cause.CANCELLED,
                    null);
        case NotAnswered.TimedOut timedOut ->
            calls()
                .notEstablished(
                    new CallOutcome.TimedOut(timedOut.reason(), tried),
                    CallEnd.Cause.TIMED_OUT,
                    null);
        case NotAnswered.Failed failed ->
            calls()
                .notEstablished(
                    new CallOutcome.Failed(failed.reason(), tried), CallEnd.Cause.FAILED, null);
      }
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      calls().ask(action, cause, proceed, decline);
    }
  }
}

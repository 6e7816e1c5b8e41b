package org.offhook.invite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;
import org.offhook.ua.Automatic;
import org.offhook.ua.ForkPolicy;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.UserAgentCore;

/**
 * An outgoing call until it is answered or given up: the caller's side of RFC 3261 §13.2, with all
 * its forks. What is answered lives on as {@link InviteSession}.
 */
public final class InviteUac implements SendHandler, EarlyOwner {

  /**
   * What is sent, and what this side wants.
   *
   * @param invite the INVITE without Via and Contact, with its body
   * @param offer the offer in it; null if there is none
   * @param capabilities what a late offer is answered from; null asks the listener
   * @param nextHop where to send it; null follows its routing headers
   */
  public record Plan(
      SipRequest invite,
      @Nullable SessionDescription offer,
      @Nullable SessionDescription capabilities,
      @Nullable Uri nextHop) {}

  private enum GaveUp {
    NO,
    CANCELLED,
    TIMED_OUT
  }

  /** RFC 6228: one fork has come to nothing. */
  private static final int EARLY_DIALOG_TERMINATED = 199;

  private final UserAgentCore core;
  private final Plan plan;
  private final CallerListener listener;
  private final DigestSession digest;
  private final List<InviteSession> forks = new ArrayList<>(1);
  private Sending sending;
  private @Nullable SipRequest asSent;
  private @Nullable InviteSession winner;
  private @Nullable TimerHandle timer;
  private GaveUp gaveUp = GaveUp.NO;
  private boolean told;

  private InviteUac(UserAgentCore core, Plan plan, CallerListener listener) {
    this.core = core;
    this.plan = plan;
    this.listener = listener;
    this.digest = core.newDigestSession();
    var outgoing = Outgoing.of(plan.invite()).nextHop(plan.nextHop()).digest(digest).build();
    this.sending = core.sender().send(outgoing, this);
  }

  /**
   * Sends the INVITE.
   *
   * @param answerWithin when to give up without a final answer
   */
  public static InviteUac start(
      UserAgentCore core, Plan plan, Duration answerWithin, CallerListener listener) {
    var uac = new InviteUac(core, plan, listener);
    if (!uac.told) {
      uac.timer = core.loop().after(answerWithin, uac::nobodyAnswers);
    }
    return uac;
  }

  /** The next attempt: what the one before rang at is over (RFC 3261 §13.2.2.3). */
  @Override
  public void sent(SipRequest attempt, Flow flow) {
    var before = asSent;
    asSent = attempt;
    if (before != null && before.cSeq().number() != attempt.cSeq().number()) {
      dropEarlyForks();
    }
  }

  @Override
  public void asks(Automatic action, SipResponse response, Sending asking) {
    listener.asks(action, response, asking::proceed, asking::decline);
  }

  /** Gives the attempt up: with CANCEL, as soon as that is allowed (RFC 3261 §9.1). */
  public void cancel(List<HeaderField> rows) {
    giveUp(GaveUp.CANCELLED, rows);
  }

  private void nobodyAnswers() {
    timer = null;
    giveUp(GaveUp.TIMED_OUT, List.of());
  }

  private void giveUp(GaveUp why, List<HeaderField> rows) {
    if (told || gaveUp != GaveUp.NO) {
      return;
    }
    gaveUp = why;
    stopTimer();
    sending.cancel(rows);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  // --- provisional answers ---

  @Override
  public void provisional(SipResponse response) {
    if (told) {
      return;
    }
    var invite = asSent;
    if (invite == null || response.status().code() == 100 || response.to().tag().isEmpty()) {
      listener.progress(response, null);
      return;
    }
    var fork = fork(response, invite);
    preview(fork, response);
    listener.progress(response, fork);
    if (response.status().code() == EARLY_DIALOG_TERMINATED) {
      drop(fork);
    }
  }

  private void drop(InviteSession fork) {
    forks.remove(fork);
    fork.drop();
  }

  /** The callee ended its early dialog, which it should not (RFC 3261 §15); others go on. */
  @Override
  public void byeReceived(InviteSession session, ServerTransaction bye) {
    session.respond(bye, Status.OK);
    drop(session);
  }

  @Override
  public void requestReceived(ServerTransaction transaction) {
    listener.request(transaction);
  }

  /**
   * A description in an unreliable provisional answer is taken as the answer; later ones of the
   * same fork are ignored (RFC 6337 §3.1).
   */
  private static void preview(InviteSession fork, SipResponse response) {
    if (fork.media().open() == OfferAnswerState.Open.LOCAL
        && SdpBody.of(response) instanceof SdpBody.Present present) {
      fork.media().answerReceived(present.description());
    }
  }

  /** The fork that an answer comes from, new or known (RFC 3261 §12.1.2). */
  private InviteSession fork(SipResponse response, SipRequest invite) {
    var tag = response.to().tag().orElse("");
    forks.removeIf(known -> known.isOver() && !known.isAcknowledged());
    for (var known : forks) {
      if (known.dialog().id().remoteTag().equals(tag)) {
        return known;
      }
    }
    var dialog = Dialog.uac(invite, response);
    core.dialogs().add(dialog);
    var media = new OfferAnswerState();
    if (plan.offer() != null) {
      media.offerSent(plan.offer());
    }
    var template = plan.offer() != null ? plan.offer() : plan.capabilities();
    var session =
        new InviteSession(
            new InviteSession.Ground(core, dialog, digest), media, new LocalMedia(template));
    session.early(this);
    forks.add(session);
    return session;
  }

  // --- final answers ---

  @Override
  public void finalResponse(SipResponse response, SipRequest invite) {
    if (response.status().isSuccess()) {
      success(response, invite);
      return;
    }
    if (told) {
      return;
    }
    boolean terminated = response.status().code() == 487;
    over(
        switch (gaveUp) {
          case NO -> new NotAnswered.Refused(response);
          case CANCELLED ->
              terminated ? new NotAnswered.Cancelled() : new NotAnswered.Refused(response);
          case TIMED_OUT -> new NotAnswered.TimedOut("nobody answered in time");
        });
  }

  @Override
  public void failed(SendFailure failure) {
    if (told) {
      return;
    }
    over(
        switch (gaveUp) {
          case CANCELLED -> new NotAnswered.Cancelled();
          case TIMED_OUT -> new NotAnswered.TimedOut("nobody answered in time");
          case NO ->
              failure.kind() == SendFailure.Kind.TIMEOUT
                  ? new NotAnswered.TimedOut("no answer: " + failure.reason())
                  : new NotAnswered.Failed(failure.reason());
        });
  }

  /** No fork was answered: all of them end (RFC 3261 §13.2.2.3). */
  private void over(NotAnswered outcome) {
    told = true;
    stopTimer();
    dropEarlyForks();
    listener.notAnswered(outcome);
  }

  private void success(SipResponse response, SipRequest invite) {
    var fault = Dialog.fault(invite, response);
    if (fault.isPresent()) {
      refuseFaulty(response, invite, fault.get());
      return;
    }
    var session = fork(response, invite);
    if (session.phase() != InviteSession.Phase.EARLY) {
      session.acknowledgeAgain(response.cSeq().number());
      return;
    }
    session.early(null);
    session.confirmed(response);
    var answer = new CallerAnswer(session, response, invite);
    boolean wanted = winner == null && !told && gaveUp == GaveUp.NO;
    if (wanted) {
      winner = session;
      told = true;
      firstAnswer();
      listener.answered(session, response);
      answer.take(plan.capabilities() == null);
    } else if (isKept(session, response)) {
      answer.take(plan.capabilities() == null);
    } else {
      answer.end("not wanted any more");
      if (!told) {
        over(
            gaveUp == GaveUp.TIMED_OUT
                ? new NotAnswered.TimedOut("nobody answered in time")
                : new NotAnswered.Cancelled());
      }
    }
  }

  /** Whether a further fork becomes a call of its own; its listener takes it then. */
  private boolean isKept(InviteSession session, SipResponse response) {
    return winner != null
        && !winner.isOver()
        && core.settings().calls().forks() == ForkPolicy.KEEP_ALL
        && listener.forkAnswered(session, response);
  }

  /** Forks without an answer of their own are dropped after 64·T1 (RFC 3261 §13.2.2.4). */
  private void firstAnswer() {
    stopTimer();
    if (forks.size() > 1) {
      timer = core.loop().after(core.transactions().timers().giveUp(), this::forksGone);
    }
  }

  private void forksGone() {
    timer = null;
    dropEarlyForks();
  }

  private void dropEarlyForks() {
    for (var session : List.copyOf(forks)) {
      if (session.phase() == InviteSession.Phase.EARLY) {
        drop(session);
      }
    }
  }

  @Override
  public String toString() {
    return "caller of " + plan.invite().requestUri();
  }

  /** An answer that can make no dialog: acknowledged and ended as well as that can be done. */
  private void refuseFaulty(SipResponse response, SipRequest invite, String fault) {
    if (response.to().tag().isPresent() && response.from().tag().equals(invite.from().tag())) {
      var session = fork(response, invite);
      if (session.phase() == InviteSession.Phase.EARLY) {
        session.early(null);
        session.confirmed(response);
        new CallerAnswer(session, response, invite).end(fault);
      } else {
        session.acknowledgeAgain(response.cSeq().number());
      }
    }
    if (!told) {
      over(new NotAnswered.Failed("the peer's 2xx is faulty: " + fault));
    }
  }
}

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
import org.offhook.ua.ReliableProvisionals;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.UserAgentCore;

/**
 * An outgoing call until it is answered or given up: the caller's side of RFC 3261 §13.2, with all
 * its forks. What is answered lives on as {@link InviteSession}.
 */
public final class InviteUac implements SendHandler, EarlyOwner, Prack.Owner {

  /**
   * What is sent, and what this side wants.
   *
   * @param invite the INVITE without Via and Contact, with its body
   * @param offer the offer in it; null if there is none
   * @param capabilities what a late offer is answered from; null asks the listener
   * @param nextHop where to send it; null follows its routing headers
   * @param timers the policy for its session timer
   */
  public record Plan(
      SipRequest invite,
      @Nullable SessionDescription offer,
      @Nullable SessionDescription capabilities,
      @Nullable Uri nextHop,
      SessionTimers timers) {}

  private enum GaveUp {
    NO,
    CANCELLED,
    TIMED_OUT,
    REFUSED
  }

  /** RFC 6228: one fork has come to nothing. */
  private static final int EARLY_DIALOG_TERMINATED = 199;

  private final UserAgentCore core;
  private final Plan plan;
  private final CallerListener listener;
  private final DigestSession digest;
  private final List<EarlyFork> forks = new ArrayList<>(1);
  private Sending sending;
  private @Nullable SipRequest asSent;
  private @Nullable InviteSession winner;
  private @Nullable TimerHandle timer;
  private long descriptions;
  private GaveUp gaveUp = GaveUp.NO;
  private boolean told;

  private InviteUac(UserAgentCore core, Plan plan, CallerListener listener) {
    this.core = core;
    this.plan = plan;
    this.listener = listener;
    this.digest = core.newDigestSession();
    var outgoing =
        Outgoing.of(plan.invite())
            .nextHop(plan.nextHop())
            .digest(digest)
            .insists(
                ReliableProvisionals.isRequiredBy(plan.invite())
                    || plan.timers().use() == SessionTimers.Use.REQUIRED)
            .repair(TimerNegotiation::repair)
            .build();
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

  /** The next hops that were tried in vain so far, each with why it failed. */
  public List<String> tried() {
    return sending.tried();
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
    if (invite == null || !makesDialog(response)) {
      listener.progress(response, null);
      return;
    }
    if (isOneForkTooMany(response)) {
      listener.progress(response, null);
      return;
    }
    var fork = fork(response, invite);
    fork.session().dialog().heard(response);
    if (!fork.isInOrder(response, invite)) {
      return;
    }
    boolean offers = fork.read(response, invite, ++descriptions);
    listener.heard(heard());
    listener.progress(response, fork.session());
    if (response.status().code() == EARLY_DIALOG_TERMINATED) {
      drop(fork);
      listener.heard(heard());
    } else {
      var asking = new EarlyFork.Asking(listener, plan.capabilities() == null);
      fork.acknowledge(this, new Prack.Occasion(response, invite, offers), asking);
    }
  }

  /** 100 and what has no To tag make none, and a 199 ends one that is known (RFC 6228 §4). */
  private boolean makesDialog(SipResponse response) {
    int code = response.status().code();
    var tag = response.to().tag();
    return code > 100
        && tag.isPresent()
        && (code != EARLY_DIALOG_TERMINATED || known(tag.get()) != null);
  }

  private @Nullable EarlyFork known(String tag) {
    for (var known : forks) {
      if (known.session().dialog().id().remoteTag().equals(tag)) {
        return known;
      }
    }
    return null;
  }

  /**
   * The fork whose early media are to be played: the one whose description came last, of those that
   * still ring; where none has sent one, the youngest (RFC 3960 §3.2 leaves the choice open).
   */
  private @Nullable InviteSession heard() {
    EarlyFork best = null;
    for (var fork : forks) {
      if (fork.session().phase() == InviteSession.Phase.EARLY
          && (best == null || fork.described() >= best.described())) {
        best = fork;
      }
    }
    return best == null ? null : best.session();
  }

  private void drop(EarlyFork fork) {
    forks.remove(fork);
    fork.session().drop();
  }

  /** Sends the PRACK that waits for the application, with an offer (RFC 3262 §5). */
  public boolean acknowledgeProvisional(SessionDescription offer) {
    for (var fork : forks) {
      if (fork.acknowledgeWith(offer)) {
        return true;
      }
    }
    return false;
  }

  /** The PRACK that waits for the application because of this answer, as it would be sent now. */
  public @Nullable SipRequest prackDraft(SipResponse response) {
    var prack = waiting(response);
    return prack == null ? null : prack.draft();
  }

  /**
   * Sends the PRACK that waits because of this answer, as the application wrote it.
   *
   * @return false if none waits
   */
  public boolean acknowledgeProvisional(
      SipResponse response, SipRequest written, SendHandler handler) {
    var prack = waiting(response);
    return prack != null && prack.send(written, handler);
  }

  private @Nullable Prack waiting(SipResponse response) {
    var fork = known(response.to().tag().orElse(""));
    return fork == null ? null : fork.waiting(response);
  }

  @Override
  public void offered(OpenOffer offer) {
    listener.offered(offer);
  }

  @Override
  public void changed(InviteSession session) {
    if (!told && session == heard()) {
      listener.heard(session);
    }
  }

  /** The only fork offered nothing that can be used: there is no call to be had. */
  @Override
  public void refused(InviteSession session, String why) {
    if (forks.size() == 1) {
      giveUp(GaveUp.REFUSED, List.of());
    }
  }

  /** The callee ended its early dialog, which it should not (RFC 3261 §15); others go on. */
  @Override
  public void byeReceived(InviteSession session, ServerTransaction bye) {
    session.respond(bye, Status.OK);
    forks.removeIf(fork -> fork.session() == session);
    session.drop();
    listener.heard(heard());
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public void requestReceived(ServerTransaction transaction) {
    listener.request(transaction);
  }

  /**
   * Whether an answer comes from a further fork of a request that has as many as are told apart.
   */
  private boolean isOneForkTooMany(SipResponse response) {
    if (forks.size() < core.settings().limits().forks()
        || known(response.to().tag().orElse("")) != null) {
      return false;
    }
    core.refusals().forkRefused();
    return true;
  }

  /** The fork that an answer comes from, new or known (RFC 3261 §12.1.2). */
  private EarlyFork fork(SipResponse response, SipRequest invite) {
    var tag = response.to().tag().orElse("");
    forks.removeIf(fork -> fork.session().isOver() && !fork.session().isAcknowledged());
    var known = known(tag);
    if (known != null) {
      return known;
    }
    var dialog = Dialog.uac(invite, response);
    sending.flow().ifPresent(dialog::flow);
    core.dialogs().add(dialog);
    var media = new OfferAnswerState();
    if (plan.offer() != null) {
      media.offerSent(plan.offer());
    }
    var template = plan.offer() != null ? plan.offer() : plan.capabilities();
    var session =
        new InviteSession(
            new InviteSession.Ground(core, dialog, digest, plan.timers()),
            media,
            new LocalMedia(template));
    session.early(this);
    var fork = new EarlyFork(session);
    forks.add(fork);
    return fork;
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
    boolean refused = gaveUp == GaveUp.NO || (gaveUp == GaveUp.CANCELLED && !terminated);
    over(refused ? new NotAnswered.Refused(response) : givenUp());
  }

  /** The outcome of an attempt that this side gave up. */
  private NotAnswered givenUp() {
    return switch (gaveUp) {
      case NO, CANCELLED -> new NotAnswered.Cancelled();
      case TIMED_OUT -> new NotAnswered.TimedOut("nobody answered in time");
      case REFUSED -> new NotAnswered.Failed("nothing of the callee's offer can be used");
    };
  }

  @Override
  public void failed(SendFailure failure) {
    if (told) {
      return;
    }
    if (gaveUp != GaveUp.NO) {
      over(givenUp());
    } else if (failure.kind() == SendFailure.Kind.TIMEOUT) {
      over(new NotAnswered.TimedOut("no answer: " + failure.reason()));
    } else {
      over(new NotAnswered.Failed(failure.reason()));
    }
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
    if ((winner != null || told) && isOneForkTooMany(response)) {
      return;
    }
    var session = fork(response, invite).session();
    if (session.phase() != InviteSession.Phase.EARLY) {
      session.acknowledgeAgain(response.cSeq().number());
      return;
    }
    session.early(null);
    session.confirmed(response);
    session.dialog().heard(response);
    session.timeGranted(invite, response, session.core().loop().time().nanos());
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
        over(givenUp());
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
    for (var fork : List.copyOf(forks)) {
      if (fork.session().phase() == InviteSession.Phase.EARLY) {
        drop(fork);
      }
    }
  }

  @Override
  public String toString() {
    return "caller of " + plan.invite().requestUri();
  }

  /** An answer that can make no dialog: acknowledged and ended as well as that can be done. */
  private void refuseFaulty(SipResponse response, SipRequest invite, String fault) {
    if (response.to().tag().isPresent()
        && response.from().tag().equals(invite.from().tag())
        && !isOneForkTooMany(response)) {
      var session = fork(response, invite).session();
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

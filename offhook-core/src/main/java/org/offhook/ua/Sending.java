package org.offhook.ua;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.CredentialRows;
import org.offhook.loop.TimerHandle;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transaction.ClientTransaction;
import org.offhook.transaction.InviteClientTransaction;
import org.offhook.transport.Flow;

/**
 * One request on its way to its answer, through challenges, redirections and repairs: RFC 3261
 * §8.1.3. Made by {@link RequestSender#send}.
 */
public final class Sending {

  /** Each proxy on the way may ask for a longer session than the one before (RFC 4028 §7.3). */
  private static final int BRIEF = 422;

  private static final int OUT_OF_ORDER = 500;

  private static final int MOST_REPEATS = 5;

  private final RequestSender sender;
  private final Outgoing out;
  private final SendHandler handler;
  private final Authenticating authenticating;
  private @Nullable RedirectTargets redirects;
  private @Nullable Set<Integer> repaired;
  private Attempt attempt;
  private @Nullable Asked asked;
  private int repeats;
  private boolean cancelled;
  private boolean over;

  /** An automatic step; {@code go} is false if it turned out to be impossible. */
  private record Step(Automatic action, BooleanSupplier go) {}

  private record Asked(Step step, SipResponse response, SipRequest asSent, TimerHandle limit) {}

  Sending(RequestSender sender, Outgoing out, SendHandler handler) {
    this.sender = sender;
    this.out = out;
    this.handler = handler;
    this.authenticating = new Authenticating(this, out.digest());
    this.attempt = new Attempt(this, out.request(), false);
  }

  void start() {
    attempt.start();
  }

  /** The request of the current attempt: as it was sent, without Via, or as it will be. */
  public SipRequest current() {
    return attempt.current();
  }

  /** The transaction of the current attempt; null while there is none. */
  public @Nullable ClientTransaction transaction() {
    return attempt.transaction();
  }

  /** Whether the handler has been told the end. */
  public boolean isOver() {
    return over;
  }

  /**
   * Gives the request up. An INVITE that is on its way is cancelled (RFC 3261 §9.1: after the first
   * provisional answer) and ends by its final response; otherwise no further attempt is made and
   * the handler is told {@link SendFailure.Kind#CANCELLED}.
   *
   * @param extra rows for the CANCEL, such as Reason
   */
  public void cancel(List<HeaderField> extra) {
    if (over || cancelled) {
      return;
    }
    cancelled = true;
    var transaction = attempt.transaction();
    if (asked == null
        && transaction instanceof InviteClientTransaction invite
        && sender.core().transactions().cancel(invite, builder -> add(extra, builder))) {
      return;
    }
    takeAsked();
    attempt.abandon();
    over = true;
    sender
        .core()
        .loop()
        .execute(
            () ->
                handler.failed(
                    new SendFailure(
                        SendFailure.Kind.CANCELLED, "given up by this side", attempt.tried())));
  }

  private static void add(List<HeaderField> extra, SipRequest.Builder cancel) {
    for (var row : extra) {
      cancel.raw(row.name(), row.value());
    }
  }

  private @Nullable Asked takeAsked() {
    var waiting = asked;
    asked = null;
    if (waiting != null) {
      waiting.limit().cancel();
    }
    return waiting;
  }

  /** What the attempt under way travels on. */
  public Optional<Flow> flow() {
    return Optional.ofNullable(attempt.transaction()).map(ClientTransaction::flow);
  }

  /** The next hops that were tried in vain so far, each with why it failed, in order. */
  public List<String> tried() {
    return List.copyOf(attempt.tried());
  }

  /** The server that answered last; empty if none has. */
  public Optional<InetSocketAddress> server() {
    return Optional.ofNullable(attempt.server());
  }

  /** Takes the step that {@link SendHandler#asks} named; no effect if nothing is asked. */
  public void proceed() {
    var waiting = takeAsked();
    if (waiting != null && !waiting.step().go().getAsBoolean()) {
      finish(waiting.response(), waiting.asSent());
    }
  }

  /** Leaves that step: the response becomes the final one. */
  public void decline() {
    var waiting = takeAsked();
    if (waiting != null) {
      finish(waiting.response(), waiting.asSent());
    }
  }

  RequestSender sender() {
    return sender;
  }

  Outgoing out() {
    return out;
  }

  /** The request with the credentials that are sent ahead; most have none. */
  SipRequest withProactiveCredentials(SipRequest request, Flow flow) {
    return authenticating.proactive(request, flow);
  }

  /** The request with the tokens that may go over this flow. */
  SipRequest withTokens(SipRequest request, Flow flow) {
    return authenticating.withTokens(request, flow);
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isCurrent(Attempt one) {
    return !over && attempt == one;
  }

  void sent(SipRequest asSent, Flow flow) {
    handler.sent(asSent, flow);
  }

  void provisional(SipResponse response) {
    handler.provisional(response);
  }

  /** A 2xx to INVITE of an attempt that is past: another fork, or too late. */
  void furtherSuccess(SipResponse response, SipRequest asSent) {
    handler.finalResponse(response, asSent);
  }

  void answered(SipResponse response, SipRequest asSent) {
    authenticating.learn(response, asSent);
    if (!cancelled && wasOvertaken(response, asSent) && ++repeats <= MOST_REPEATS) {
      again(attempt.template(), false);
      return;
    }
    var step = cancelled ? null : step(response, asSent);
    if (step == null) {
      finish(response, asSent);
      return;
    }
    var policy = out.automatic();
    var mode = (policy != null ? policy : sender.core().settings().automatic()).mode(step.action());
    if (mode == AutoMode.MANUAL) {
      var limit =
          sender
              .core()
              .loop()
              .after(sender.core().settings().calls().answerWithin(), this::decline);
      asked = new Asked(step, response, asSent, limit);
      handler.asks(step.action(), response, this);
    } else if (mode == AutoMode.OFF || !step.go().getAsBoolean()) {
      finish(response, asSent);
    }
  }

  /**
   * Whether a later request of the same dialog may have arrived first, so that the peer refuses
   * this one for its number (RFC 3261 §12.2.2): nothing was done about it, so it is sent with a new
   * one.
   */
  private boolean wasOvertaken(SipResponse response, SipRequest asSent) {
    var dialog = out.dialog();
    return response.status().code() == OUT_OF_ORDER
        && dialog != null
        && dialog.localSeq() > asSent.cSeq().number()
        && !response.headers().contains(HeaderName.RETRY_AFTER);
  }

  /** The attempt ran out of next hops without a response. */
  void lost(SendFailure failure) {
    if (retarget()) {
      return;
    }
    over = true;
    handler.failed(failure);
  }

  private void finish(SipResponse response, SipRequest asSent) {
    int code = response.status().code();
    if (code >= 300 && code < 600 && retarget()) {
      return;
    }
    over = true;
    if (!attempt.tried().isEmpty()) {
      handler.tried(tried());
    }
    handler.finalResponse(response, asSent);
  }

  private @Nullable Step step(SipResponse response, SipRequest asSent) {
    return switch (response.status().code()) {
      case 401, 407 ->
          new Step(Automatic.AUTHENTICATE, () -> authenticating.answer(response, asSent));
      case 300, 301, 302, 305 ->
          out.dialog() != null
              ? null
              : new Step(Automatic.FOLLOW_REDIRECT, () -> redirect(response));
      case 422, 423 ->
          out.repair() == null
              ? null
              : new Step(Automatic.RETRY_INTERVAL, () -> repair(response, asSent));
      case 413, 415, 416, 420, 421, 483 ->
          new Step(Automatic.REPAIR, () -> repair(response, asSent));
      default -> null;
    };
  }

  /** The next attempt carries these credentials. */
  void goOnWith(CredentialRows rows) {
    again(rows.applyTo(attempt.template().toBuilder()).build(), true);
  }

  /** The next attempt carries the token that has come. */
  void goOnWithToken() {
    again(attempt.template(), false);
  }

  /** No token has come: digest may be offered as well. */
  void goOnWithoutToken(SipResponse response, SipRequest asSent) {
    if (!authenticating.answerByDigest(response, asSent)) {
      finish(response, asSent);
    }
  }

  private boolean redirect(SipResponse response) {
    if (redirects == null) {
      redirects = new RedirectTargets(out.request().requestUri());
    }
    redirects.offer(response, policy(), out.request().requestUri());
    sender.core().refusals().redirections += redirects.isExhausted(policy()) ? 1 : 0;
    return retarget();
  }

  /** Goes on to the next target of a redirection, if there is one. */
  private boolean retarget() {
    if (cancelled || redirects == null || !redirects.hasNext(policy())) {
      return false;
    }
    var next = redirects.next(attempt.template());
    authenticating.redirected();
    again(next, false);
    return true;
  }

  private boolean repair(SipResponse refusal, SipRequest asSent) {
    if (repaired == null) {
      repaired = new HashSet<>(2);
    }
    int code = refusal.status().code();
    if (code == BRIEF ? ++repeats > MOST_REPEATS : !repaired.add(code)) {
      return false;
    }
    var hook = out.repair();
    var better = hook != null ? hook.repair(refusal, asSent) : null;
    if (better == null) {
      better = Repairs.repair(attempt.template(), refusal, sender.core().settings(), out);
    }
    if (better == null) {
      return false;
    }
    again(better, false);
    return true;
  }

  /** The next attempt: a new request with the next CSeq (RFC 3261 §8.1.3.5, §22.2). */
  private void again(SipRequest request, boolean authorised) {
    var dialog = out.dialog();
    SipRequest next;
    if (dialog != null) {
      next = dialog.retry(request);
    } else {
      var cSeq = new CSeq(attempt.template().cSeq().number() + 1, request.method());
      next = request.toBuilder().set(HeaderName.CSEQ, cSeq).build();
    }
    attempt = attempt.then(next, authorised);
    attempt.start();
  }

  private RedirectPolicy policy() {
    return sender.core().settings().redirects();
  }

  @Override
  public String toString() {
    return "Sending[" + out.request().method() + ' ' + current().requestUri() + ']';
  }
}

package org.offhook.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogUsage;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.EventLists;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/**
 * A subscription as its subscriber sees it, made by SUBSCRIBE or by REFER: RFC 6665 §4.1.2. What
 * the notifier says in NOTIFY drives it, not the answer to the request that made it.
 */
public final class SubscriberUsage implements DialogUsage {

  /** How far the subscription has come (§4.1.2, figure 1). */
  public enum State {
    /** The request is on its way. */
    INIT,
    /** It was accepted; the first NOTIFY is awaited. */
    NOTIFY_WAIT,
    /** The notifier has not decided yet. */
    PENDING,
    /** In force. */
    ACTIVE,
    /** Over. */
    TERMINATED
  }

  /**
   * What makes a subscription.
   *
   * @param request the SUBSCRIBE or REFER, without Via
   * @param dialog the dialog it is sent in; null if its first NOTIFY shall make one
   * @param nextHop where to send it; null follows its routing headers
   * @param asked what is asked for beside the event
   */
  public record Plan(
      SipRequest request, @Nullable Dialog dialog, @Nullable Uri nextHop, Asked asked) {

    /** For a REFER. */
    public Plan(SipRequest request, @Nullable Dialog dialog, @Nullable Uri nextHop) {
      this(request, dialog, nextHop, Asked.byRefer());
    }
  }

  /** How long a subscription is taken to last whose notifier does not say so. */
  private static final long UNSTATED_SECONDS = 300;

  /** Answers to a refresh after which the subscription is over (§4.1.2.2). */
  static final Set<Integer> FATAL =
      Set.of(404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604);

  private final Subscriptions owner;
  private final Plan plan;
  private SubscriberListener listener;
  private final Lifetime lifetime;
  private final DialogSubscribe again;
  private State state = State.INIT;
  private SipRequest asSent;
  private @Nullable Dialog dialog;
  private @Nullable EventName named;
  private @Nullable Sending sending;
  private @Nullable SipRequest lastNotify;

  SubscriberUsage(Subscriptions owner, Plan plan, SubscriberListener listener) {
    this.owner = owner;
    this.plan = plan;
    this.listener = listener;
    var core = owner.core();
    this.lifetime = new Lifetime(core.loop(), core.transactions().timers().giveUp(), new Times());
    this.again = new DialogSubscribe(owner.core(), plan.asked(), new Again());
    this.asSent = plan.request();
    this.dialog = plan.dialog();
  }

  void start() {
    if (dialog != null) {
      dialog.add(this);
    }
    var out = Outgoing.of(plan.request()).nextHop(plan.nextHop()).digest(again.digest());
    if (dialog != null) {
      out.dialog(dialog);
    }
    if (plan.request().method().equals(Method.SUBSCRIBE)) {
      out.repair(plan.asked()::lengthened);
    }
    sending = owner.core().sender().send(out.build(), new First());
  }

  /** How far it has come. */
  public State state() {
    return state;
  }

  /** The request that made it, as it was sent last. */
  public SipRequest request() {
    return asSent;
  }

  /** Seconds that it lasts without a refresh; 0 before the first NOTIFY. */
  public long left() {
    return lifetime.left();
  }

  /** Its dialog; null before the first NOTIFY. */
  public @Nullable Dialog dialog() {
    return named == null ? null : dialog;
  }

  boolean isOver() {
    return state == State.TERMINATED;
  }

  boolean isBegun() {
    return dialog != null;
  }

  /** Whether it is about that package. */
  boolean isAbout(String packageName) {
    return asSent.method().equals(Method.SUBSCRIBE)
        && EventName.of(asSent)
            .filter(event -> event.packageName().equals(packageName))
            .isPresent();
  }

  boolean takesForks() {
    return plan.asked().forks();
  }

  // --- NOTIFY ---

  /**
   * A NOTIFY of this subscription. One that REFER made is named by the REFER's CSeq number, the
   * first in a dialog also by nothing (RFC 3515 §2.4.6): the oldest usage is asked first.
   */
  @Override
  public boolean takes(SipRequest request) {
    return request.method().equals(Method.NOTIFY)
        && EventName.of(request).filter(this::isNamed).isPresent();
  }

  private boolean isNamed(EventName event) {
    if (!asSent.method().equals(Method.REFER)) {
      return EventName.of(asSent).filter(event::equals).isPresent();
    }
    var number = Long.toString(asSent.cSeq().number());
    return event.packageName().equals(EventName.REFER)
        && (event.id() == null || number.equals(event.id()));
  }

  /** The first NOTIFY makes the dialog (RFC 6665 §4.4.1). */
  Dialog begin(SipRequest notify) {
    var made = Dialog.notified(asSent, notify);
    owner.core().dialogs().add(made);
    made.add(this);
    dialog = made;
    return made;
  }

  /** Another notifier, which a forked SUBSCRIBE reached too, notifies (§4.1.4). */
  Dialog fork(SipRequest notify) {
    var other = new SubscriberUsage(owner, plan, listener);
    other.listener = listener.forked(other);
    other.asSent = asSent;
    other.state = State.NOTIFY_WAIT;
    owner.joined(other);
    return other.begin(notify);
  }

  @Override
  public void request(ServerTransaction transaction) {
    var notify = transaction.request();
    var told = SubscriptionState.of(notify);
    if (told.isEmpty()) {
      respond(transaction, Status.of(400, "Missing Or Bad Subscription-State"));
      unmake();
      return;
    }
    if (EventLists.isRequiredBy(notify) && !EventLists.isOfferedBy(asSent)) {
      var refusal = owner.core().response(notify, Status.BAD_EXTENSION);
      transaction.respond(Subscriptions.noLists(refusal));
      unread(notify, told.get());
      return;
    }
    if (!plan.asked().takes(notify)) {
      transaction.respond(
          owner
              .core()
              .response(notify, Status.UNSUPPORTED_MEDIA_TYPE)
              .setAll(HeaderName.ACCEPT, plan.asked().accept())
              .build());
      unread(notify, told.get());
      return;
    }
    if (dialog != null) {
      dialog.refreshTarget(Method.NOTIFY, notify.headers().get(HeaderName.CONTACT).orElse(null));
    }
    respond(transaction, Status.OK);
    notified(notify, told.get());
  }

  /** A body that cannot be read is not told; that the subscription is over holds all the same. */
  private void unread(SipRequest notify, SubscriptionState told) {
    if (named != null && told.isTerminated()) {
      terminated(notify, told);
    } else {
      unmake();
    }
  }

  /** A NOTIFY that is refused makes no dialog. */
  private void unmake() {
    var made = dialog;
    if (named != null || plan.dialog() != null || made == null) {
      return;
    }
    if (sending == null) {
      // a fork: it sent nothing
      end(SubscriptionEnd.Kind.FAILED, "its first NOTIFY was refused", null);
    } else {
      dialog = null;
      made.remove(this);
      owner.await(this);
    }
  }

  private void respond(ServerTransaction transaction, Status status) {
    transaction.respond(owner.core().response(transaction.request(), status).build());
  }

  private void notified(SipRequest notify, SubscriptionState told) {
    named = EventName.of(notify).orElse(named);
    lastNotify = notify;
    lifetime.notAwaited();
    if (!told.isTerminated()) {
      state = told.phase() == SubscriptionState.Phase.PENDING ? State.PENDING : State.ACTIVE;
      if (told.remaining().isPresent() || !lifetime.isSet()) {
        lifetime.lasts(told.remaining().orElse(UNSTATED_SECONDS));
      }
    }
    listener.notified(notify, told);
    if (told.isTerminated()) {
      terminated(notify, told);
    }
  }

  private void terminated(SipRequest notify, SubscriptionState told) {
    var why = told.reason();
    end(
        SubscriptionEnd.Kind.TERMINATED,
        "the notifier ended it" + (why == null ? "" : ": " + why),
        notify);
  }

  // --- verbs ---

  /** Refreshes it now; no effect before the first NOTIFY. */
  public void refresh() {
    refresh(List.of());
  }

  /** As {@link #refresh()}, with extra rows. */
  void refresh(List<HeaderField> rows) {
    var within = dialog;
    var event = named;
    if (within != null && event != null && !isOver()) {
      again.refresh(within, event, asSent, rows);
    }
  }

  /** The next SUBSCRIBE as it would leave now; null if none can. */
  @Nullable SipRequest draft() {
    var within = dialog;
    var event = named;
    return within == null || event == null || isOver() || again.isBusy()
        ? null
        : again.draft(within, event, asSent);
  }

  /** Sends what the application wrote, after {@link #draft}; 0 in its Expires ends it. */
  void send(SipRequest written) {
    var within = dialog;
    if (within != null) {
      again.send(within, written);
      if (again.isEnding()) {
        lifetime.stopRefreshing();
      }
    }
  }

  /** Whether this side ends it. */
  boolean isEnding() {
    return again.isEnding();
  }

  /** Nothing more is expected of it: it is not refreshed, and ends soon. */
  public void settle() {
    if (!isOver()) {
      lifetime.endSoon();
    }
  }

  /**
   * Ends it by SUBSCRIBE, which the notifier confirms by its last NOTIFY (§4.1.2.3); before the
   * first NOTIFY it is forgotten, and that NOTIFY is answered 481.
   */
  public void unsubscribe() {
    if (isOver()) {
      return;
    }
    lifetime.stopRefreshing();
    var within = dialog;
    var event = named;
    if (within == null || event == null) {
      end(SubscriptionEnd.Kind.STOPPED, "given up by this side", null);
    } else {
      again.end(within, event, asSent);
    }
  }

  /** Ends it without a word to the notifier. */
  public void forget(String reason) {
    end(SubscriptionEnd.Kind.STOPPED, reason, null);
  }

  /** The endpoint is gone: the listener is told, and nothing is sent. */
  void cutOff(String reason) {
    end(SubscriptionEnd.Kind.FAILED, reason, null);
  }

  // --- the end ---

  @Override
  public void dialogGone(String reason) {
    end(SubscriptionEnd.Kind.FAILED, reason, null);
  }

  private void end(SubscriptionEnd.Kind kind, String reason, @Nullable SipMessage message) {
    if (isOver()) {
      return;
    }
    state = State.TERMINATED;
    lifetime.stop();
    owner.over(this);
    if (sending != null) {
      sending.cancel(List.of());
    }
    if (dialog != null) {
      dialog.remove(this);
    }
    listener.ended(new SubscriptionEnd(kind, reason, message));
  }

  @Override
  public String toString() {
    return "subscriber " + state;
  }

  /** Whether both sides want no subscription (RFC 4488 §4). */
  private static boolean isWaived(SipRequest refer, SipResponse success) {
    return refer.method().equals(Method.REFER)
        && ReferRequest.saysFalse(refer)
        && ReferRequest.saysFalse(success);
  }

  private final class Times implements Lifetime.Due {

    @Override
    public void noNotify() {
      boolean given = again.isEnding();
      end(
          given ? SubscriptionEnd.Kind.STOPPED : SubscriptionEnd.Kind.NO_NOTIFY,
          given ? "given up by this side" : "no NOTIFY came in time",
          null);
    }

    @Override
    public void refresh() {
      var mode = owner.core().settings().automatic().mode(Automatic.REFRESH);
      var cause = lastNotify;
      if (mode == AutoMode.AUTO) {
        SubscriberUsage.this.refresh();
      } else if (mode == AutoMode.MANUAL && cause != null) {
        listener.asks(Automatic.REFRESH, cause, SubscriberUsage.this::refresh, () -> {});
      }
    }

    @Override
    public void expired() {
      end(SubscriptionEnd.Kind.EXPIRED, "it ran out", null);
    }
  }

  /** The request that makes the subscription. */
  private final class First implements SendHandler {

    @Override
    public void sent(SipRequest attempt, Flow flow) {
      if (!isOver() && named == null) {
        asSent = attempt;
        lifetime.awaitNotify();
      }
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest attempt) {
      if (isOver()) {
        return;
      }
      if (!response.status().isSuccess()) {
        end(
            SubscriptionEnd.Kind.REFUSED,
            "refused with " + response.status().code() + " " + response.reason(),
            response);
        return;
      }
      if (dialog != null) {
        dialog.refreshTarget(
            attempt.method(), response.headers().get(HeaderName.CONTACT).orElse(null));
      }
      if (state == State.INIT) {
        state = State.NOTIFY_WAIT;
      }
      listener.accepted(response);
      if (isWaived(attempt, response)) {
        end(SubscriptionEnd.Kind.WAIVED, "accepted without subscription", response);
      }
    }

    @Override
    public void failed(SendFailure failure) {
      end(
          failure.kind() == SendFailure.Kind.TIMEOUT
              ? SubscriptionEnd.Kind.NO_NOTIFY
              : SubscriptionEnd.Kind.FAILED,
          failure.reason(),
          null);
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending asking) {
      listener.asks(action, response, asking::proceed, asking::decline);
    }
  }

  /** A refresh, or the SUBSCRIBE that ends it. */
  private final class Again implements DialogSubscribe.Subject {

    @Override
    public void sent() {
      if (!isOver()) {
        lifetime.awaitNotify();
      }
    }

    /** The answer counts until the NOTIFY that follows says more (§4.1.2.2). */
    @Override
    public void accepted(long seconds) {
      if (!isOver() && seconds > 0 && lifetime.isAwaited()) {
        lifetime.lasts(seconds);
      }
    }

    @Override
    public void failed(
        boolean last, @Nullable SipResponse refusal, String reason, boolean timeout) {
      if (isOver()) {
        return;
      }
      if (last) {
        end(SubscriptionEnd.Kind.STOPPED, "given up by this side", refusal);
      } else if (refusal != null && isFatal(refusal)) {
        lifetime.notAwaited();
        end(SubscriptionEnd.Kind.FAILED, "a refresh was " + reason, refusal);
      } else if (!timeout) {
        lifetime.notAwaited();
        lifetime.refreshLater(
            refusal == null
                ? 0
                : refusal
                    .headers()
                    .get(HeaderName.RETRY_AFTER)
                    .map(RetryAfter::seconds)
                    .orElse(0L));
        listener.refreshFailed("a refresh was not accepted: " + reason);
      }
    }

    /** 412 comes where a condition of the application does not hold any more (RFC 5839 §6.1). */
    private boolean isFatal(SipResponse refusal) {
      int code = refusal.status().code();
      return FATAL.contains(code) || code == 412;
    }
  }
}

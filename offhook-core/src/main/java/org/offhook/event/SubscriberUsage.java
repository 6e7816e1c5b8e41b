package org.offhook.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogUsage;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.UserAgentCore;

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
   */
  public record Plan(SipRequest request, @Nullable Dialog dialog, @Nullable Uri nextHop) {}

  /** How long a subscription is taken to last whose notifier does not say so. */
  private static final long UNSTATED_SECONDS = 300;

  /** Answers to a refresh after which the subscription is over (§4.1.2.2). */
  static final Set<Integer> FATAL =
      Set.of(404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604);

  private final Subscriptions owner;
  private final UserAgentCore core;
  private final Plan plan;
  private final SubscriberListener listener;
  private final DigestSession digest;
  private final Lifetime lifetime;
  private State state = State.INIT;
  private SipRequest asSent;
  private @Nullable Dialog dialog;
  private @Nullable EventName named;
  private @Nullable Sending sending;

  SubscriberUsage(Subscriptions owner, Plan plan, SubscriberListener listener) {
    this.owner = owner;
    this.core = owner.core();
    this.plan = plan;
    this.listener = listener;
    this.digest = core.newDigestSession();
    this.lifetime = new Lifetime(core.loop(), core.transactions().timers().giveUp(), new Times());
    this.asSent = plan.request();
    this.dialog = plan.dialog();
  }

  void start() {
    if (dialog != null) {
      dialog.add(this);
    }
    var out = Outgoing.of(plan.request()).nextHop(plan.nextHop()).digest(digest);
    if (dialog != null) {
      out.dialog(dialog);
    }
    sending = core.sender().send(out.build(), new First());
  }

  /** How far it has come. */
  public State state() {
    return state;
  }

  /** The request that made it, as it was sent last. */
  public SipRequest request() {
    return asSent;
  }

  boolean isOver() {
    return state == State.TERMINATED;
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
    core.dialogs().add(made);
    made.add(this);
    dialog = made;
    return made;
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
    if (dialog != null) {
      dialog.refreshTarget(Method.NOTIFY, notify.headers().get(HeaderName.CONTACT).orElse(null));
    }
    respond(transaction, Status.OK);
    notified(notify, told.get());
  }

  /** A NOTIFY that is refused makes no dialog. */
  private void unmake() {
    var made = dialog;
    if (named == null && plan.dialog() == null && made != null) {
      dialog = null;
      made.remove(this);
      owner.await(this);
    }
  }

  private void respond(ServerTransaction transaction, Status status) {
    transaction.respond(core.response(transaction.request(), status).build());
  }

  private void notified(SipRequest notify, SubscriptionState told) {
    named = EventName.of(notify).orElse(named);
    lifetime.notAwaited();
    if (!told.isTerminated()) {
      state = told.phase() == SubscriptionState.Phase.PENDING ? State.PENDING : State.ACTIVE;
      if (told.remaining().isPresent() || !lifetime.isSet()) {
        lifetime.lasts(told.remaining().orElse(UNSTATED_SECONDS));
      }
    }
    listener.notified(notify, told);
    if (told.isTerminated()) {
      var why = told.reason();
      end(
          SubscriptionEnd.Kind.TERMINATED,
          "the notifier ended it" + (why == null ? "" : ": " + why),
          notify);
    }
  }

  // --- verbs ---

  /** Refreshes it now; no effect before the first NOTIFY. */
  public void refresh() {
    if (named != null && !isOver()) {
      subscribe(UNSTATED_SECONDS);
    }
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
    if (named == null) {
      end(SubscriptionEnd.Kind.STOPPED, "given up by this side", null);
    } else {
      subscribe(0);
    }
  }

  /** The endpoint is gone: the listener is told, and nothing is sent. */
  void cutOff(String reason) {
    end(SubscriptionEnd.Kind.FAILED, reason, null);
  }

  /** SUBSCRIBE in the dialog, named as the notifier names it (§4.1.2.2). */
  private void subscribe(long seconds) {
    var within = dialog;
    var event = named;
    if (within == null || event == null) {
      return;
    }
    var request =
        within
            .request(Method.SUBSCRIBE)
            .set(HeaderName.EVENT, event.header())
            .set(HeaderName.EXPIRES, seconds);
    request.copy(asSent.headers(), HeaderName.ACCEPT);
    core.sender()
        .send(
            Outgoing.of(request.build())
                .dialog(within)
                .digest(digest)
                .repair(SubscriberUsage::lengthened)
                .build(),
            new Again(seconds == 0));
  }

  /** What a 423 asks for (§4.1.2.1). */
  private static @Nullable SipRequest lengthened(SipResponse refusal, SipRequest sent) {
    var least = refusal.headers().get(HeaderName.MIN_EXPIRES);
    return refusal.status().code() == 423 && least.isPresent()
        ? sent.toBuilder().set(HeaderName.EXPIRES, least.get()).build()
        : null;
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
      end(SubscriptionEnd.Kind.NO_NOTIFY, "no NOTIFY came in time", null);
    }

    @Override
    public void refresh() {
      if (core.settings().automatic().mode(Automatic.REFRESH) == AutoMode.AUTO) {
        SubscriberUsage.this.refresh();
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
      listener.asks(action, response, asking);
    }
  }

  /** A refresh, or the SUBSCRIBE that ends it. */
  private final class Again implements SendHandler {

    private final boolean last;

    Again(boolean last) {
      this.last = last;
    }

    @Override
    public void sent(SipRequest attempt, Flow flow) {
      if (!isOver()) {
        lifetime.awaitNotify();
      }
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest attempt) {
      var status = response.status();
      if (isOver() || status.isSuccess()) {
        return;
      }
      lifetime.notAwaited();
      if (FATAL.contains(status.code())) {
        end(
            last ? SubscriptionEnd.Kind.STOPPED : SubscriptionEnd.Kind.FAILED,
            "a refresh was refused with " + status.code() + " " + response.reason(),
            response);
      } else if (last) {
        end(SubscriptionEnd.Kind.STOPPED, "given up by this side", response);
      }
    }

    @Override
    public void failed(SendFailure failure) {
      if (last) {
        end(SubscriptionEnd.Kind.STOPPED, "given up by this side", null);
      } else if (!isOver() && failure.kind() != SendFailure.Kind.TIMEOUT) {
        lifetime.notAwaited();
      }
    }
  }
}

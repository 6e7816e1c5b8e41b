package org.offhook.event;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.BackOff;
import org.offhook.ua.UserAgentCore;

/**
 * A subscription that is kept alive until this side or the notifier wants it no more: RFC 6665
 * §4.1. Where one dialog ends for a reason that may pass, it subscribes anew, at once or after a
 * while (§4.1.3), and so is told the whole state again.
 */
public final class SubscriptionUse {

  /** Is told what happens; on the loop. */
  public interface Listener {

    /** A SUBSCRIBE was accepted; the state follows by NOTIFY. */
    default void accepted(SipResponse response) {}

    /** A NOTIFY, answered already. */
    void notified(SipRequest notify, SubscriptionState state);

    /** The subscription is lost; another attempt follows after that time. */
    void retrying(SubscriptionEnd end, Duration in);

    /** A refresh failed, but the subscription lasts. */
    default void refreshFailed(String reason) {}

    /** It is over; told once, last. */
    void ended(SubscriptionEnd end);

    /** A step that is set to MANUAL waits. */
    void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline);
  }

  /** Waits begin with up to so many seconds. */
  private static final long BASE_WAIT = 2;

  /** An attempt that may be made at once is made within this time. */
  private static final long AT_ONCE = 500_000_000L;

  private final Subscriptions owner;
  private final SubscribePlan plan;
  private final Listener listener;
  private final BackOff backOff;
  private final Set<Watch> live = new LinkedHashSet<>();
  private @Nullable TimerHandle waiting;
  private long begun;
  private boolean again;
  private boolean hasty;
  private boolean stopping;
  private boolean over;

  SubscriptionUse(Subscriptions owner, SubscribePlan plan, Listener listener) {
    this.owner = owner;
    this.plan = plan;
    this.listener = listener;
    this.backOff = new BackOff(owner.core().loop().random(), BASE_WAIT);
  }

  void start() {
    attempt(List.of());
  }

  /** Whether nothing more will happen. */
  public boolean isOver() {
    return over;
  }

  /** Whether this side ends it. */
  public boolean isStopping() {
    return stopping;
  }

  private UserAgentCore core() {
    return owner.core();
  }

  private void attempt(List<HeaderField> rows) {
    waiting = null;
    var dialog = plan.place().dialog();
    if (dialog != null && dialog.state() == Dialog.State.TERMINATED) {
      finish(new SubscriptionEnd(SubscriptionEnd.Kind.FAILED, "the dialog is over", null));
      return;
    }
    begun = core().loop().time().nanos();
    var watch = new Watch();
    live.add(watch);
    watch.usage = owner.subscribe(plan.begin(core(), rows, again), watch);
    again = true;
  }

  // --- verbs ---

  /**
   * Refreshes now, or tries now where another attempt is waited for.
   *
   * @param rows extra rows in this one SUBSCRIBE
   * @return false if nothing can be sent: the first NOTIFY is awaited, or it is over
   */
  public boolean refresh(List<HeaderField> rows) {
    if (over || stopping) {
      return false;
    }
    if (waiting != null) {
      waiting.cancel();
      attempt(rows);
      return true;
    }
    boolean any = false;
    for (var watch : List.copyOf(live)) {
      var usage = watch.usage;
      if (usage != null && usage.dialog() != null) {
        usage.refresh(rows);
        any = true;
      }
    }
    return any;
  }

  /**
   * The next SUBSCRIBE as it would leave now, to be edited and sent by {@link #send}.
   *
   * @param notifier the tag of the one whose dialog it is for; null for the only one, or any
   * @return null if none can be sent: the first NOTIFY or an answer is awaited, or it is over
   */
  public @Nullable SipRequest draft(@Nullable String notifier) {
    var watch = watching(notifier);
    return watch == null || watch.usage == null ? null : watch.usage.draft();
  }

  private @Nullable Watch watching(@Nullable String notifier) {
    if (over || stopping) {
      return null;
    }
    for (var watch : live) {
      var dialog = watch.usage == null ? null : watch.usage.dialog();
      if (dialog != null
          && (notifier == null || dialog.remoteParty().tag().orElse("").equals(notifier))) {
        return watch;
      }
    }
    return null;
  }

  /**
   * Sends it in the dialog that its To names.
   *
   * @return false if it cannot be sent any more
   */
  public boolean send(SipRequest written) {
    var watch = watching(written.to().tag().orElse(""));
    if (watch == null || watch.usage == null || watch.usage.draft() == null) {
      return false;
    }
    watch.usage.send(written);
    stopping = live.stream().allMatch(one -> one.usage != null && one.usage.isEnding());
    return true;
  }

  /** Asks for another lifetime, from now on. */
  public void changeLifetime(long seconds) {
    plan.asked().seconds(seconds);
    refresh(List.of());
  }

  /** Seconds that it lasts without a refresh; 0 where it is not in force. */
  public long left() {
    return live.stream()
        .map(watch -> watch.usage)
        .mapToLong(usage -> usage == null ? 0 : usage.left())
        .max()
        .orElse(0);
  }

  /** Ends it, which the notifier confirms by its last NOTIFY (§4.1.2.3). */
  public void unsubscribe() {
    if (over || stopping) {
      return;
    }
    stopping = true;
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
      finish(new SubscriptionEnd(SubscriptionEnd.Kind.STOPPED, "given up by this side", null));
      return;
    }
    for (var watch : List.copyOf(live)) {
      if (watch.usage != null) {
        watch.usage.unsubscribe();
      }
    }
  }

  /** Ends it without a word to the notifier. */
  public void forget() {
    if (over) {
      return;
    }
    stopping = true;
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
    }
    over = true;
    var reason = "forgotten by this side";
    for (var watch : List.copyOf(live)) {
      if (watch.usage != null) {
        watch.usage.cutOff(reason);
      }
    }
    owner.over(this);
    listener.ended(new SubscriptionEnd(SubscriptionEnd.Kind.STOPPED, reason, null));
  }

  /** The endpoint is gone. */
  void cutOff(String reason) {
    stopping = true;
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
    }
    finish(new SubscriptionEnd(SubscriptionEnd.Kind.FAILED, reason, null));
  }

  // --- what comes after an end ---

  private void lost(SubscriptionEnd end) {
    var next = decide(end);
    if (next.when() == Resubscription.When.NEVER) {
      finish(end);
      return;
    }
    long now = core().loop().time().nanos();
    boolean steady = now - begun >= core().transactions().timers().giveUp();
    if (steady) {
      hasty = false;
      if (end.kind() != SubscriptionEnd.Kind.NO_NOTIFY) {
        backOff.reset();
      }
    }
    long wait;
    if (next.when() == Resubscription.When.AT_ONCE && !hasty) {
      hasty = true;
      wait = core().loop().random().below(AT_ONCE);
    } else {
      wait = backOff.next(next.seconds());
    }
    waiting = core().loop().after(wait, () -> attempt(List.of()));
    listener.retrying(end, Duration.ofNanos(wait));
  }

  private Resubscription decide(SubscriptionEnd end) {
    var never = new Resubscription(Resubscription.When.NEVER, 0);
    boolean automatic = core().settings().automatic().mode(Automatic.REFRESH) == AutoMode.AUTO;
    boolean once = plan.asked().isFetch() || plan.place().dialog() != null;
    return stopping || once || !automatic ? never : Resubscription.after(end);
  }

  private void finish(SubscriptionEnd end) {
    if (over) {
      return;
    }
    over = true;
    owner.over(this);
    listener.ended(end);
  }

  @Override
  public String toString() {
    return "subscription to " + plan.place().target() + " for " + plan.event();
  }

  /** One dialog of it: there are several where a fork notifies as well. */
  private final class Watch implements SubscriberListener {

    private @Nullable SubscriberUsage usage;

    @Override
    public void accepted(SipResponse response) {
      listener.accepted(response);
    }

    @Override
    public void notified(SipRequest notify, SubscriptionState state) {
      if (plan.asked().isFetch() && usage != null && !state.isTerminated()) {
        // Tolerance: a notifier that calls a fetched state active; it is over all the same
        usage.settle();
      }
      listener.notified(notify, state);
    }

    @Override
    public void ended(SubscriptionEnd end) {
      live.remove(this);
      if (live.isEmpty() && !over) {
        lost(end);
      }
    }

    @Override
    public void refreshFailed(String reason) {
      listener.refreshFailed(reason);
    }

    @Override
    public SubscriberListener forked(SubscriberUsage fork) {
      var other = new Watch();
      other.usage = fork;
      live.add(other);
      return other;
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      listener.asks(action, cause, proceed, decline);
    }
  }
}

package org.offhook.event;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.loop.Frequency;
import org.offhook.loop.WakeWatch;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.EventLists;
import org.offhook.ua.FirstNotify;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.UserAgentCore;

/**
 * The subscriptions of one agent, in both roles: RFC 6665 §4. It knows who waits for a first
 * NOTIFY, serves REFER and SUBSCRIBE, and answers SUBSCRIBE and NOTIFY that belong to none.
 */
public final class Subscriptions implements FirstNotify {

  private record Waiting(String callId, String localTag) {}

  /** Takes what peers ask for; on the loop. */
  public interface Application {

    /** A REFER, which waits for its decision. */
    void referred(ReferUas refer);

    /** A SUBSCRIBE of a package that is served, which waits for its decision. */
    default void subscribed(SubscribeUas subscribe) {
      subscribe.reject(Status.TEMPORARILY_UNAVAILABLE, List.of());
    }

    /** A NOTIFY that nobody subscribed to, answered already; only where the policy takes them. */
    default void unsolicited(SipRequest notify) {}
  }

  private final UserAgentCore core;
  private final Application application;
  private final Map<Waiting, SubscriberUsage> waiting = new HashMap<>();
  private final Set<SubscriberUsage> subscribers = new LinkedHashSet<>();
  private final Set<NotifierUsage> notifiers = new LinkedHashSet<>();
  private final Set<ReferUas> undecided = new LinkedHashSet<>();
  private final Set<SubscribeUas> asking = new LinkedHashSet<>();
  private final Set<SubscriptionUse> uses = new LinkedHashSet<>();
  private final WakeWatch watch;
  private final Frequency begunHere;
  private final Frequency begunAtOthers;

  /** Serves REFER, SUBSCRIBE and NOTIFY from now on. */
  public Subscriptions(UserAgentCore core, Application application) {
    this.core = core;
    this.application = application;
    this.begunHere = new Frequency(core.loop().time());
    this.begunAtOthers = new Frequency(core.loop().time());
    this.watch = new WakeWatch(core.loop(), this::woke);
    core.onFirstNotify(this);
    core.onRequest(Method.REFER, this::refer);
    core.onRequest(Method.SUBSCRIBE, this::strayedSubscribe);
    core.onRequest(Method.NOTIFY, this::strayedNotify);
  }

  UserAgentCore core() {
    return core;
  }

  // --- as subscriber ---

  /** Subscribes, and keeps the subscription alive. */
  public SubscriptionUse subscribe(SubscribePlan plan, SubscriptionUse.Listener listener) {
    var use = new SubscriptionUse(this, plan, listener);
    uses.add(use);
    begunAtOthers.count();
    watch.start();
    use.start();
    return use;
  }

  void over(SubscriptionUse use) {
    uses.remove(use);
    restIfEmpty();
  }

  /**
   * The machine is in another network: peers are told the new address (RFC 3261 §12.2.2), and this
   * side asks for all states again.
   */
  public void networkChanged() {
    for (var usage : List.copyOf(subscribers)) {
      var dialog = usage.dialog();
      if (dialog != null && core.renewContact(dialog)) {
        usage.refresh();
      }
    }
    List.copyOf(uses).forEach(use -> use.refresh(List.of()));
    List.copyOf(notifiers).forEach(NotifierUsage::moved);
  }

  private void woke(long missedNanos) {
    List.copyOf(notifiers).forEach(usage -> usage.woke(missedNanos));
    List.copyOf(uses).forEach(use -> use.refresh(List.of()));
  }

  private void restIfEmpty() {
    if (uses.isEmpty() && notifiers.isEmpty()) {
      watch.stop();
    }
  }

  /** Sends a REFER or SUBSCRIBE that makes a subscription. */
  public SubscriberUsage subscribe(SubscriberUsage.Plan plan, SubscriberListener listener) {
    var usage = new SubscriberUsage(this, plan, listener);
    subscribers.add(usage);
    if (isReferral(usage)) {
      begunAtOthers.count();
    }
    if (plan.dialog() == null) {
      await(usage);
    }
    usage.start();
    return usage;
  }

  void await(SubscriberUsage usage) {
    waiting.put(key(usage), usage);
  }

  private static Waiting key(SubscriberUsage usage) {
    var request = usage.request();
    return new Waiting(request.callId(), request.from().tag().orElse(""));
  }

  void over(SubscriberUsage usage) {
    subscribers.remove(usage);
    waiting.remove(key(usage), usage);
  }

  /** A fork of a SUBSCRIBE is a subscription of its own. */
  void joined(SubscriberUsage fork) {
    subscribers.add(fork);
  }

  /**
   * The first NOTIFY counts; a fork that comes later is told that there is nothing (§5.4.9), unless
   * the subscriber takes forks.
   */
  @Override
  public boolean awaits(SipRequest request) {
    return awaiting(request) != null;
  }

  private @Nullable SubscriberUsage awaiting(SipRequest notify) {
    var usage = waiting.get(new Waiting(notify.callId(), notify.to().tag().orElse("")));
    return usage != null && usage.takes(notify) ? usage : null;
  }

  @Override
  public Dialog dialogFor(SipRequest request) {
    var usage = awaiting(request);
    if (usage == null) {
      throw new IllegalStateException("no subscription waits for this " + request.method());
    }
    if (usage.isBegun()) {
      return usage.fork(request);
    }
    var key = key(usage);
    if (usage.takesForks()) {
      // Timer N: so long may others answer too (§4.1.4)
      core.loop().after(core.transactions().timers().giveUp(), () -> waiting.remove(key, usage));
    } else {
      waiting.remove(key);
    }
    return usage.begin(request);
  }

  // --- as notifier ---

  void begun(NotifierUsage usage) {
    notifiers.add(usage);
    begunHere.count();
    watch.start();
  }

  void over(NotifierUsage usage) {
    notifiers.remove(usage);
    restIfEmpty();
  }

  boolean hasRoom() {
    return notifiers.size() + asking.size() < core.settings().events().most();
  }

  private void refer(InboundRequest inbound) {
    ReferUas.begin(this, inbound)
        .ifPresent(
            refer -> {
              undecided.add(refer);
              application.referred(refer);
            });
  }

  void decided(ReferUas refer) {
    undecided.remove(refer);
  }

  void decided(SubscribeUas subscribe) {
    asking.remove(subscribe);
  }

  /** Says what may be subscribed to (§8.3.2). */
  void allowEvents(SipResponse.Builder response) {
    var names = core.settings().events().names(core.settings().capabilities());
    if (!names.isEmpty()) {
      response.setAll(HeaderName.ALLOW_EVENTS, names);
    }
  }

  private void badEvent(InboundRequest inbound) {
    var response = inbound.response(Status.BAD_EVENT);
    allowEvents(response);
    inbound.respond(response.build());
  }

  /** No usage took it: it begins a subscription, or names none (§4.2.1). */
  private void strayedSubscribe(InboundRequest inbound) {
    var event = EventName.of(inbound.request());
    var served = event.flatMap(name -> core.settings().events().find(name.packageName()));
    if (event.isPresent() && inbound.dialog().filter(d -> isEnding(d, inbound)).isPresent()) {
      inbound.respond(Status.CALL_TRANSACTION_DOES_NOT_EXIST);
    } else if (event.isPresent() && served.isPresent()) {
      SubscribeUas.begin(this, inbound, event.get(), served.get())
          .ifPresent(
              subscribe -> {
                asking.add(subscribe);
                application.subscribed(subscribe);
              });
    } else if (event.filter(Subscriptions::isRefer).isPresent()) {
      // only REFER makes a subscription of this package (RFC 3515 §3.1)
      inbound.respond(
          inbound.dialog().isPresent() ? Status.CALL_TRANSACTION_DOES_NOT_EXIST : Status.FORBIDDEN);
    } else {
      badEvent(inbound);
    }
  }

  private static boolean isRefer(EventName event) {
    return event.packageName().equals(EventName.REFER);
  }

  /** A refresh that comes when its subscription is over begins no other one. */
  private static boolean isEnding(Dialog dialog, InboundRequest inbound) {
    return dialog.usages().stream()
        .anyMatch(
            usage ->
                usage instanceof NotifierUsage notifier && notifier.isNamedBy(inbound.request()));
  }

  /** No usage took it: malformed, or of no subscription (RFC 6665 §4.1.3). */
  private void strayedNotify(InboundRequest inbound) {
    var request = inbound.request();
    var event = EventName.of(request);
    boolean told = event.isPresent() && inbound.dialog().isEmpty();
    if (told && core.settings().events().unsolicited() && EventLists.isRequiredBy(request)) {
      inbound.respond(noLists(inbound.response(Status.BAD_EXTENSION)));
    } else if (told && core.settings().events().unsolicited()) {
      // Tolerance: servers that notify of waiting messages whoever registers, without Subscription-
      // State
      inbound.respond(Status.OK);
      application.unsolicited(request);
    } else if (event.isEmpty() || SubscriptionState.of(request).isEmpty()) {
      inbound.respond(Status.BAD_REQUEST);
    } else if (inbound.dialog().isPresent() && !isKnown(event.get())) {
      badEvent(inbound);
    } else {
      inbound.respond(Status.CALL_TRANSACTION_DOES_NOT_EXIST);
    }
  }

  /** The answer to a list that nobody asked for (RFC 4662 §3, RFC 3261 §8.2.2.3). */
  static SipResponse noLists(SipResponse.Builder refusal) {
    return refusal.set(HeaderName.UNSUPPORTED, EventLists.OPTION_TAG).build();
  }

  /** Whether this agent notifies of that package, or subscribed to it somewhere. */
  private boolean isKnown(EventName event) {
    return isRefer(event)
        || core.settings().events().find(event.packageName()).isPresent()
        || subscribers.stream().anyMatch(usage -> usage.isAbout(event.packageName()));
  }

  // --- the end ---

  /** Ends all of them, as politely as there is time for. */
  public void close() {
    List.copyOf(undecided)
        .forEach(refer -> refer.reject(Status.TEMPORARILY_UNAVAILABLE, List.of()));
    List.copyOf(asking)
        .forEach(subscribe -> subscribe.reject(Status.TEMPORARILY_UNAVAILABLE, List.of()));
    List.copyOf(uses).forEach(SubscriptionUse::unsubscribe);
    List.copyOf(notifiers).forEach(usage -> usage.finish("deactivated"));
    List.copyOf(subscribers).forEach(SubscriberUsage::unsubscribe);
  }

  /** The time is over: whoever waits is told, and nothing is sent. */
  public void cutOff(String reason) {
    List.copyOf(undecided).forEach(ReferUas::cutOff);
    List.copyOf(asking).forEach(SubscribeUas::cutOff);
    List.copyOf(uses).forEach(use -> use.cutOff(reason));
    List.copyOf(notifiers).forEach(NotifierUsage::drop);
    List.copyOf(subscribers).forEach(usage -> usage.cutOff(reason));
  }

  // --- how many ---

  /** Subscriptions at others that are kept alive, and those that a REFER made. */
  public long atOthers() {
    return uses.size() + subscribers.stream().filter(Subscriptions::isReferral).count();
  }

  private static boolean isReferral(SubscriberUsage usage) {
    return usage.request().method().equals(Method.REFER);
  }

  /** Subscriptions of others here. */
  public int here() {
    return notifiers.size();
  }

  /** How many {@link #atOthers} have begun so far. */
  public Frequency begunAtOthers() {
    return begunAtOthers;
  }

  /** How many {@link #here} have begun so far. */
  public Frequency begunHere() {
    return begunHere;
  }

  /** Whether there is none in either role. */
  public boolean isEmpty() {
    return subscribers.isEmpty()
        && notifiers.isEmpty()
        && undecided.isEmpty()
        && asking.isEmpty()
        && uses.isEmpty();
  }
}

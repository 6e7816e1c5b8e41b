package org.offhook.event;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.ua.FirstNotify;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.UserAgentCore;

/**
 * The subscriptions of one agent, in both roles: RFC 6665 §4. It knows who waits for a first
 * NOTIFY, serves REFER, and answers SUBSCRIBE and NOTIFY that belong to none.
 */
public final class Subscriptions implements FirstNotify {

  private record Waiting(String callId, String localTag) {}

  private final UserAgentCore core;
  private final Consumer<ReferUas> referred;
  private final Map<Waiting, SubscriberUsage> waiting = new HashMap<>();
  private final Set<SubscriberUsage> subscribers = new LinkedHashSet<>();
  private final Set<NotifierUsage> notifiers = new LinkedHashSet<>();
  private final Set<ReferUas> undecided = new LinkedHashSet<>();

  /**
   * Serves REFER, SUBSCRIBE and NOTIFY from now on.
   *
   * @param referred takes each REFER, which waits for its decision
   */
  public Subscriptions(UserAgentCore core, Consumer<ReferUas> referred) {
    this.core = core;
    this.referred = referred;
    core.onFirstNotify(this);
    core.onRequest(Method.REFER, this::refer);
    core.onRequest(Method.SUBSCRIBE, this::strayedSubscribe);
    core.onRequest(Method.NOTIFY, this::strayedNotify);
  }

  UserAgentCore core() {
    return core;
  }

  // --- as subscriber ---

  /** Sends a REFER or SUBSCRIBE that makes a subscription. */
  public SubscriberUsage subscribe(SubscriberUsage.Plan plan, SubscriberListener listener) {
    var usage = new SubscriberUsage(this, plan, listener);
    subscribers.add(usage);
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

  /** The first NOTIFY counts; a fork that comes later is told that there is nothing (§5.4.9). */
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
    waiting.remove(key(usage));
    return usage.begin(request);
  }

  // --- as notifier ---

  void begun(NotifierUsage usage) {
    notifiers.add(usage);
  }

  void over(NotifierUsage usage) {
    notifiers.remove(usage);
  }

  private void refer(InboundRequest inbound) {
    ReferUas.begin(this, inbound)
        .ifPresent(
            refer -> {
              undecided.add(refer);
              referred.accept(refer);
            });
  }

  void decided(ReferUas refer) {
    undecided.remove(refer);
  }

  /** No usage took it: no package of this agent is subscribed to by SUBSCRIBE yet. */
  private void strayedSubscribe(InboundRequest inbound) {
    boolean known =
        EventName.of(inbound.request())
            .filter(event -> event.packageName().equals(EventName.REFER))
            .isPresent();
    if (!known) {
      inbound.respond(
          inbound.response(Status.BAD_EVENT).set(HeaderName.ALLOW_EVENTS, EventName.REFER).build());
    } else {
      // only REFER makes a subscription of this package (RFC 3515 §3.1)
      inbound.respond(
          inbound.dialog().isPresent() ? Status.CALL_TRANSACTION_DOES_NOT_EXIST : Status.FORBIDDEN);
    }
  }

  /** No usage took it: malformed, or of no subscription (RFC 6665 §4.1.3). */
  private void strayedNotify(InboundRequest inbound) {
    boolean whole =
        EventName.of(inbound.request()).isPresent()
            && SubscriptionState.of(inbound.request()).isPresent();
    inbound.respond(whole ? Status.CALL_TRANSACTION_DOES_NOT_EXIST : Status.BAD_REQUEST);
  }

  // --- the end ---

  /** Ends all of them, as politely as there is time for. */
  public void close() {
    List.copyOf(undecided)
        .forEach(refer -> refer.reject(Status.TEMPORARILY_UNAVAILABLE, List.of()));
    List.copyOf(notifiers).forEach(usage -> usage.finish("deactivated"));
    List.copyOf(subscribers).forEach(SubscriberUsage::unsubscribe);
  }

  /** The time is over: whoever waits is told, and nothing is sent. */
  public void cutOff(String reason) {
    List.copyOf(undecided).forEach(ReferUas::cutOff);
    List.copyOf(notifiers).forEach(NotifierUsage::drop);
    List.copyOf(subscribers).forEach(usage -> usage.cutOff(reason));
  }

  /** Whether there is none in either role. */
  public boolean isEmpty() {
    return subscribers.isEmpty() && notifiers.isEmpty() && undecided.isEmpty();
  }
}

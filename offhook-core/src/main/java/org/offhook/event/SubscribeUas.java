package org.offhook.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.EventPackage;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.WrittenResponse;

/**
 * A SUBSCRIBE of a peer that begins a subscription, until it is decided: RFC 6665 §4.2.1. What the
 * rules decide is refused before anybody is asked.
 */
public final class SubscribeUas {

  /** After this time without a decision the peer's own timer is about to end. */
  private static final Duration DECIDE_WITHIN = Duration.ofSeconds(20);

  private final Subscriptions owner;
  private final InboundRequest inbound;
  private final EventName event;
  private final EventPackage served;
  private final TimerHandle limit;
  // read by any thread
  private volatile boolean decided;

  private SubscribeUas(
      Subscriptions owner, InboundRequest inbound, EventName event, EventPackage served) {
    this.owner = owner;
    this.inbound = inbound;
    this.event = event;
    this.served = served;
    this.limit =
        owner
            .core()
            .loop()
            .after(DECIDE_WITHIN, () -> reject(Status.TEMPORARILY_UNAVAILABLE, List.of()));
  }

  /** Begins with a SUBSCRIBE of a served package; one that the rules refuse is answered. */
  static Optional<SubscribeUas> begin(
      Subscriptions owner, InboundRequest inbound, EventName event, EventPackage served) {
    var headers = inbound.request().headers();
    long asked = headers.get(HeaderName.EXPIRES).orElse(0L);
    if (inbound.dialog().isEmpty() && headers.get(HeaderName.CONTACT).isEmpty()) {
      inbound.respond(inbound.response(Status.of(400, "Missing Or Bad Contact")).build());
    } else if (served.lifetimes().isTooBrief(asked)) {
      inbound.respond(
          inbound
              .response(Status.INTERVAL_TOO_BRIEF)
              .set(HeaderName.MIN_EXPIRES, served.lifetimes().least().toSeconds())
              .build());
    } else if (!served.suits(headers.all(HeaderName.ACCEPT))) {
      inbound.respond(Status.NOT_ACCEPTABLE);
    } else if (!owner.hasRoom()) {
      owner.core().refusals().subscriptionRefused();
      inbound.respond(
          inbound
              .response(Status.SERVICE_UNAVAILABLE)
              .set(HeaderName.RETRY_AFTER, RetryAfter.of(10))
              .build());
    } else {
      return Optional.of(new SubscribeUas(owner, inbound, event, served));
    }
    return Optional.empty();
  }

  /** The SUBSCRIBE. */
  public SipRequest request() {
    return inbound.request();
  }

  /** The SUBSCRIBE with its transaction. */
  public InboundRequest inbound() {
    return inbound;
  }

  /** What is subscribed to. */
  public EventName event() {
    return event;
  }

  /** How long it is granted; 0 where the state is asked for once. */
  public long seconds() {
    var asked = request().headers().get(HeaderName.EXPIRES);
    var lifetimes = served.lifetimes();
    return lifetimes.granted(asked.orElse(lifetimes.usual().toSeconds()));
  }

  /**
   * Accepts with 200, and tells the state at once (§4.2.1.2).
   *
   * @param phase ACTIVE, or PENDING where it is not decided yet
   * @param rows extra rows of the 200
   * @return null if it is decided already
   */
  public @Nullable NotifierUsage accept(
      SubscriptionState.Phase phase,
      @Nullable StateSource source,
      List<HeaderField> rows,
      NotifierListener listener) {
    if (!decide()) {
      return null;
    }
    var response = answer(Status.OK);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    var notifier = notifier(seconds(), false, listener);
    inbound.respond(response.build());
    notifier.start(phase, source);
    return notifier;
  }

  /**
   * Accepts with an answer that the application wrote, best from {@link #answer}, and leaves all
   * NOTIFYs to it.
   *
   * @return null if it is decided already
   */
  public @Nullable NotifierUsage accept(SipResponse written, NotifierListener listener) {
    if (!decide()) {
      return null;
    }
    long granted = written.headers().get(HeaderName.EXPIRES).orElse(seconds());
    var notifier = notifier(granted, true, listener);
    inbound.respond(owned(written));
    notifier.begin();
    return notifier;
  }

  /** The answer with a status, to be sent or edited. */
  public SipResponse.Builder answer(Status status) {
    var response = inbound.response(status);
    if (status.isSuccess()) {
      response.set(HeaderName.EXPIRES, seconds());
      var within = inbound.dialog().orElse(null);
      if (within != null && within.localContact() != null) {
        response.set(HeaderName.CONTACT, within.localContact());
      }
    } else if (status.equals(Status.BAD_EVENT)) {
      owner.allowEvents(response);
    }
    return response;
  }

  /** With what it must have in common with the SUBSCRIBE. */
  private SipResponse owned(SipResponse written) {
    var fresh = inbound.response(written.status()).build();
    var trust = owner.core().settings().trust();
    return trust.toHop(WrittenResponse.of(written, fresh).build(), inbound.flow());
  }

  private NotifierUsage notifier(long granted, boolean quiet, NotifierListener listener) {
    var within = inbound.dialog();
    var headers = request().headers();
    within.ifPresent(
        dialog ->
            dialog.refreshTarget(Method.SUBSCRIBE, headers.get(HeaderName.CONTACT).orElse(null)));
    var terms =
        new NotifierUsage.Terms(
            event,
            event,
            granted,
            served,
            headers.all(HeaderName.ACCEPT),
            quiet,
            !inbound.provenance().isProof());
    return new NotifierUsage(owner, within.orElseGet(this::begin), terms, listener);
  }

  private Dialog begin() {
    var dialog = Dialog.uas(request(), inbound.localTag(), inbound.contact());
    dialog.flow(inbound.flow());
    dialog.confirmed();
    owner.core().dialogs().add(dialog);
    return dialog;
  }

  /** Refuses with a final status of 300 or above; no effect if it is decided already. */
  public void reject(Status status, List<HeaderField> rows) {
    if (!decide()) {
      return;
    }
    var response = answer(status);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    inbound.respond(response.build());
  }

  /** Refuses with an answer that the application wrote; no effect if it is decided already. */
  public void reject(SipResponse written) {
    if (decide()) {
      inbound.respond(owned(written));
    }
  }

  /** Whether accept or reject was said, or the time for it is over. Any thread. */
  public boolean isDecided() {
    return decided;
  }

  private boolean decide() {
    if (decided) {
      return false;
    }
    decided = true;
    limit.cancel();
    owner.decided(this);
    return true;
  }

  /** The endpoint is gone: no answer can be given any more. */
  void cutOff() {
    decide();
  }

  @Override
  public String toString() {
    return "SUBSCRIBE to " + event + " of " + request().requestUri();
  }
}

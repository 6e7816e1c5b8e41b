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
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipFrag;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.InboundRequest;

/**
 * A REFER of a peer, until it is decided and for as long as its subscription lasts: RFC 3515 §2.4.2
 * to §2.4.5, RFC 7647.
 */
public final class ReferUas {

  /** After this time without a decision the peer's own timer is about to end. */
  private static final Duration DECIDE_WITHIN = Duration.ofSeconds(20);

  /** Longer than the referred request may take, as RFC 3515 §3.4 wishes. */
  private static final long SECONDS = 300;

  private final Subscriptions owner;
  private final InboundRequest inbound;
  private final SipRequest request;
  private final NameAddr referTo;
  private final TimerHandle limit;
  private @Nullable NotifierUsage notifier;
  // read by any thread
  private volatile boolean decided;
  private int toldCode;

  private ReferUas(Subscriptions owner, InboundRequest inbound, NameAddr referTo) {
    this.owner = owner;
    this.inbound = inbound;
    this.request = inbound.request();
    this.referTo = referTo;
    // the dialog stays until the REFER is decided, though the call in it may end before
    inbound.dialog().ifPresent(dialog -> notifier = notifier(dialog, dialog.referredAgain()));
    this.limit = owner.core().loop().after(DECIDE_WITHIN, () -> reject(Status.DECLINE, List.of()));
  }

  /** Begins with a REFER that no usage took; one that is malformed is answered. */
  static Optional<ReferUas> begin(Subscriptions owner, InboundRequest inbound) {
    var headers = inbound.request().headers();
    var targets = headers.all(HeaderName.REFER_TO);
    if (targets.size() != 1 || headers.fault(HeaderName.REFER_TO).isPresent()) {
      inbound.respond(inbound.response(Status.of(400, "Not Exactly One Refer-To")).build());
      return Optional.empty();
    }
    if (inbound.dialog().isEmpty() && headers.get(HeaderName.CONTACT).isEmpty()) {
      inbound.respond(inbound.response(Status.of(400, "Missing Or Bad Contact")).build());
      return Optional.empty();
    }
    return Optional.of(new ReferUas(owner, inbound, targets.getFirst()));
  }

  private NotifierUsage notifier(Dialog dialog, boolean again) {
    var numbered = new EventName(EventName.REFER, Long.toString(request.cSeq().number()));
    var event = again ? numbered : new EventName(EventName.REFER, null);
    return new NotifierUsage(
        owner, dialog, new NotifierUsage.Terms(event, numbered, SECONDS), NotifierListener.NONE);
  }

  /** The REFER. */
  public SipRequest request() {
    return request;
  }

  /** The REFER with its transaction. */
  public InboundRequest inbound() {
    return inbound;
  }

  /** Where the peer wants this side to turn. */
  public NameAddr referTo() {
    return referTo;
  }

  /** Whether accept or reject was said, or the time for it is over. Any thread. */
  public boolean isDecided() {
    return decided;
  }

  /**
   * Accepts with 200 and, unless the peer waives it, tells 100 Trying at once (RFC 7647 §5).
   *
   * @return false if it is decided already
   */
  public boolean accept() {
    if (!decide()) {
      return false;
    }
    boolean waived = ReferRequest.saysFalse(request);
    var response = inbound.response(Status.OK);
    inbound.dialog().ifPresent(dialog -> accepted(dialog, response));
    if (waived) {
      response.set(HeaderName.REFER_SUB, ParameterizedToken.of("false"));
    }
    var success = response.build();
    if (!waived && inbound.dialog().isEmpty()) {
      notifier = notifier(begin(), false);
    }
    inbound.respond(success);
    if (waived) {
      leave();
    } else if (notifier != null) {
      toldCode = Status.TRYING.code();
      notifier.start(SubscriptionState.Phase.ACTIVE, body(Status.TRYING));
    }
    return true;
  }

  private void accepted(Dialog dialog, SipResponse.Builder response) {
    dialog.refreshTarget(Method.REFER, request.headers().get(HeaderName.CONTACT).orElse(null));
    if (dialog.localContact() != null) {
      response.set(HeaderName.CONTACT, dialog.localContact());
    }
  }

  /** The dialog that a REFER outside any dialog makes. */
  private Dialog begin() {
    var dialog = Dialog.uas(request, inbound.localTag(), inbound.contact());
    dialog.flow(inbound.flow());
    dialog.confirmed();
    dialog.referredAgain();
    owner.core().dialogs().add(dialog);
    return dialog;
  }

  /** Refuses with a final status of 300 or above; no effect if it is decided already. */
  public void reject(Status status, List<HeaderField> rows) {
    if (!decide()) {
      return;
    }
    var response = inbound.response(status);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    inbound.respond(response.build());
    leave();
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

  private void leave() {
    if (notifier != null) {
      notifier.drop();
      notifier = null;
    }
  }

  /** The endpoint is gone: no answer can be given any more. */
  void cutOff() {
    if (decide()) {
      leave();
    }
  }

  /**
   * Tells how the referred request goes: with a final status for the last time (RFC 3515 §2.4.5).
   * No effect before {@link #accept}, without subscription, and after a final status.
   */
  public void report(Status status) {
    var told = notifier;
    if (told == null || !decided) {
      return;
    }
    if (status.isFinal()) {
      told.end("noresource", body(status));
    } else if (status.code() != toldCode) {
      toldCode = status.code();
      told.report(SubscriptionState.Phase.ACTIVE, body(status));
    }
  }

  private static NotifierUsage.Body body(Status status) {
    return new NotifierUsage.Body(SipFrag.TYPE, SipFrag.of(status).toBytes());
  }

  @Override
  public String toString() {
    return "REFER to " + referTo.uri();
  }
}

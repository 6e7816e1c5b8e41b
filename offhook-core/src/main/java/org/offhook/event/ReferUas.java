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
import org.offhook.ua.WrittenResponse;

/**
 * A REFER of a peer, until it is decided and for as long as its subscription lasts: RFC 3515 §2.4.2
 * to §2.4.5, RFC 7647.
 */
public final class ReferUas {

  /** After this time without a decision the peer's own timer is about to end. */
  private static final Duration DECIDE_WITHIN = Duration.ofSeconds(20);

  /** Longer than the referred request may take, as RFC 3515 §3.4 wishes. */
  private static final long SECONDS = 300;

  /**
   * An application that wrote its answer may write the first NOTIFY, too, if it does so at once.
   */
  private static final Duration FIRST_WITHIN = Duration.ofMillis(500);

  private static final SubscriptionState UNSTATED =
      new SubscriptionState(SubscriptionState.Phase.ACTIVE, null, -1, -1);

  private final Subscriptions owner;
  private final InboundRequest inbound;
  private final SipRequest request;
  private final NameAddr referTo;
  private TimerHandle limit;
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
    boolean sparing = !inbound.provenance().isProof();
    var terms = new NotifierUsage.Terms(event, numbered, SECONDS, sparing);
    return new NotifierUsage(owner, dialog, terms, NotifierListener.NONE);
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
    boolean first = accept(draft(Status.OK));
    if (first) {
      report(Status.TRYING);
    }
    return first;
  }

  /** The answer with this status as it would be given now. */
  public SipResponse draft(Status status) {
    var response = inbound.response(status);
    var dialog = inbound.dialog().orElse(null);
    if (status.isSuccess() && dialog != null && dialog.localContact() != null) {
      response.set(HeaderName.CONTACT, dialog.localContact());
    }
    if (status.isSuccess() && ReferRequest.saysFalse(request)) {
      response.set(HeaderName.REFER_SUB, ParameterizedToken.of("false"));
    }
    return response.build();
  }

  /**
   * Gives a final answer that the application wrote. After a 2xx 100 Trying is told, unless the
   * application tells something before.
   */
  public void respond(SipResponse written) {
    var answer = WrittenResponse.of(written, draft(written.status())).build();
    if (!written.status().isSuccess()) {
      reject(answer);
    } else if (accept(answer) && notifier != null) {
      limit = owner.core().loop().after(FIRST_WITHIN, () -> report(Status.TRYING));
    }
  }

  private boolean accept(SipResponse success) {
    if (!decide()) {
      return false;
    }
    var contact = request.headers().get(HeaderName.CONTACT).orElse(null);
    inbound.dialog().ifPresent(dialog -> dialog.refreshTarget(Method.REFER, contact));
    boolean waived = ReferRequest.saysFalse(request);
    if (!waived && inbound.dialog().isEmpty()) {
      notifier = notifier(begin(), false);
    }
    inbound.respond(success);
    if (waived) {
      leave();
    } else if (notifier != null) {
      notifier.begin();
    }
    return true;
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
    var response = inbound.response(status);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    reject(response.build());
  }

  private void reject(SipResponse refusal) {
    if (decide()) {
      inbound.respond(refusal);
      leave();
    }
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

  /** Forgets the subscription, without a word. */
  public void forget() {
    if (decided) {
      leave();
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
    var told = telling();
    if (told == null) {
      return;
    }
    if (status.isFinal()) {
      told.end("noresource", body(status));
    } else if (status.code() != toldCode) {
      toldCode = status.code();
      told.report(SubscriptionState.Phase.ACTIVE, body(status));
    }
  }

  /** Who tells the peer now; null before {@link #accept}, without subscription, and at the end. */
  private @Nullable NotifierUsage telling() {
    if (decided) {
      limit.cancel();
    }
    return decided && notifier != null && !notifier.isOver() ? notifier : null;
  }

  /** A NOTIFY as it would be sent now; null where nothing can be told. */
  public @Nullable SipRequest notifyDraft() {
    return decided && notifier != null && !notifier.isOver()
        ? notifier.draft(SubscriptionState.Phase.ACTIVE)
        : null;
  }

  /**
   * Tells what the application wrote, with what belongs to the dialog; without a state in it the
   * subscription goes on.
   */
  public void tell(SipRequest written, Notice.Fate fate) {
    var told = telling();
    if (told == null) {
      fate.failed("there is no subscription to tell it to", null);
      return;
    }
    toldCode = 0;
    told.tell(written, SubscriptionState.of(written).orElse(UNSTATED), fate);
  }

  private static NotifierUsage.Body body(Status status) {
    return new NotifierUsage.Body(SipFrag.TYPE, SipFrag.of(status).toBytes());
  }

  @Override
  public String toString() {
    return "REFER to " + referTo.uri();
  }
}

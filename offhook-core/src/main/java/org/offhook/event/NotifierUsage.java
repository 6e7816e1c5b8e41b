package org.offhook.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogUsage;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.UserAgentCore;

/**
 * A subscription as its notifier sees it: RFC 6665 §4.2. One NOTIFY is on its way at a time; of
 * what changes meanwhile, the latest state follows it (§4.2.2).
 */
public final class NotifierUsage implements DialogUsage {

  /**
   * What is subscribed to.
   *
   * @param event what NOTIFY names
   * @param alias what SUBSCRIBE may name it as well; usually the same
   * @param seconds how long it lasts without a refresh, at most
   */
  public record Terms(EventName event, EventName alias, long seconds) {}

  /** The body of a NOTIFY; its bytes are not changed any more. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Body(MediaType type, byte[] bytes) {}

  /** A state that is to be told; {@code phase} TERMINATED is the last one. */
  private record Notice(
      SubscriptionState.Phase phase, @Nullable String reason, @Nullable Body body) {

    boolean isLast() {
      return phase == SubscriptionState.Phase.TERMINATED;
    }
  }

  /** Answers to NOTIFY after which there is no subscription (§4.2.2). */
  private static final Set<Integer> REMOVING = SubscriberUsage.FATAL;

  private static final long SECOND = 1_000_000_000L;

  private final Subscriptions owner;
  private final UserAgentCore core;
  private final Dialog dialog;
  private final Terms terms;
  private final DigestSession digest;
  private final Runnable ended;
  private @Nullable Notice latest;
  private @Nullable Notice next;
  private @Nullable TimerHandle expiry;
  private long until;
  private boolean busy;
  private boolean over;

  /** Holds its place in the dialog; {@link #start} begins. */
  NotifierUsage(Subscriptions owner, Dialog dialog, Terms terms, Runnable ended) {
    this.owner = owner;
    this.core = owner.core();
    this.dialog = dialog;
    this.terms = terms;
    this.ended = ended;
    this.digest = core.newDigestSession();
    dialog.add(this);
  }

  /** The subscription is in force: tells the state at once (§4.2.1.2). */
  void start(SubscriptionState.Phase phase, @Nullable Body body) {
    if (over) {
      return;
    }
    owner.begun(this);
    lasts(terms.seconds());
    report(phase, body);
  }

  private void lasts(long seconds) {
    if (expiry != null) {
      expiry.cancel();
    }
    until = core.loop().time().nanos() + seconds * SECOND;
    expiry = core.loop().after(seconds * SECOND, this::expired);
  }

  private void expired() {
    finish("timeout");
  }

  /** Whether nothing can be told any more. */
  public boolean isOver() {
    return over || (latest != null && latest.isLast());
  }

  /** Tells a state. */
  public void report(SubscriptionState.Phase phase, @Nullable Body body) {
    tell(new Notice(phase, null, body));
  }

  /** Tells the last state: the subscription is over. */
  public void end(String reason, @Nullable Body body) {
    tell(new Notice(SubscriptionState.Phase.TERMINATED, reason, body));
  }

  /** Ends it with the state that was told last. */
  void finish(String reason) {
    end(reason, latest == null ? null : latest.body());
  }

  private void tell(Notice notice) {
    if (isOver()) {
      return;
    }
    latest = notice;
    if (notice.isLast() && expiry != null) {
      expiry.cancel();
    }
    if (busy) {
      next = notice;
    } else {
      send(notice);
    }
  }

  private void send(Notice notice) {
    busy = true;
    var request =
        dialog
            .request(Method.NOTIFY)
            .set(HeaderName.EVENT, terms.event().header())
            .set(HeaderName.SUBSCRIPTION_STATE, state(notice).header());
    var body = notice.body();
    if (body != null) {
      request.body(body.type(), body.bytes());
    }
    var out = Outgoing.of(request.build()).dialog(dialog).digest(digest).build();
    core.sender().send(out, new Told(notice.isLast()));
  }

  private SubscriptionState state(Notice notice) {
    long remaining = Math.max(0, (until - core.loop().time().nanos()) / SECOND);
    var why = notice.reason();
    return switch (notice.phase()) {
      case TERMINATED -> SubscriptionState.terminated(why == null ? "noresource" : why);
      case PENDING -> SubscriptionState.pending(remaining);
      case ACTIVE -> SubscriptionState.active(remaining);
    };
  }

  // --- SUBSCRIBE in the dialog: refresh and end (§4.2.1.4) ---

  @Override
  public boolean takes(SipRequest request) {
    return request.method().equals(Method.SUBSCRIBE)
        && latest != null
        && !isOver()
        && EventName.of(request)
            .filter(event -> event.equals(terms.event()) || event.equals(terms.alias()))
            .isPresent();
  }

  @Override
  public void request(ServerTransaction transaction) {
    var request = transaction.request();
    dialog.refreshTarget(Method.SUBSCRIBE, request.headers().get(HeaderName.CONTACT).orElse(null));
    long asked = request.headers().get(HeaderName.EXPIRES).orElse(terms.seconds());
    long granted = Math.min(asked, terms.seconds());
    var response = core.response(request, Status.OK).set(HeaderName.EXPIRES, granted);
    if (dialog.localContact() != null) {
      response.set(HeaderName.CONTACT, dialog.localContact());
    }
    transaction.respond(response.build());
    var told = latest;
    if (granted == 0 || told == null) {
      finish("timeout");
    } else {
      lasts(granted);
      report(told.phase(), told.body());
    }
  }

  // --- the end ---

  /** There shall be no subscription: leaves the dialog without a message. */
  void drop() {
    if (over) {
      return;
    }
    over = true;
    next = null;
    if (expiry != null) {
      expiry.cancel();
    }
    owner.over(this);
    dialog.remove(this);
    ended.run();
  }

  @Override
  public void dialogGone(String reason) {
    drop();
  }

  @Override
  public String toString() {
    return "notifier of " + terms.event();
  }

  /** The NOTIFY that is on its way. */
  private final class Told implements SendHandler {

    private final boolean last;

    Told(boolean last) {
      this.last = last;
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      busy = false;
      var waiting = next;
      next = null;
      if (last || REMOVING.contains(response.status().code())) {
        drop();
      } else if (waiting != null && !over) {
        send(waiting);
      }
    }

    /** Nobody is there to be told (§4.2.2). */
    @Override
    public void failed(SendFailure failure) {
      drop();
    }
  }
}

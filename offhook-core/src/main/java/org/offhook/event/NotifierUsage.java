package org.offhook.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogUsage;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;
import org.offhook.ua.EventPackage;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
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
   * @param seconds how long it lasts without a refresh; for a package of {@code terms} at first
   * @param served the package; null for the subscription of a REFER
   * @param accept the types that the subscriber takes
   * @param quiet whether the application writes all NOTIFYs but the one at the end of the time: the
   *     first one, and those after each SUBSCRIBE
   * @param sparing whether the subscriber did not prove who it is: NOTIFYs to an address that does
   *     not answer are few
   */
  public record Terms(
      EventName event,
      EventName alias,
      long seconds,
      @Nullable EventPackage served,
      List<MediaType> accept,
      boolean quiet,
      boolean sparing) {

    /** For the subscription of a REFER. */
    Terms(EventName event, EventName alias, long seconds, boolean sparing) {
      this(event, alias, seconds, null, List.of(), false, sparing);
    }

    private boolean isNamedBy(EventName name) {
      return name.equals(event) || name.equals(alias);
    }

    private boolean isTooBrief(long asked) {
      return served != null && served.lifetimes().isTooBrief(asked);
    }

    private long granted(SipRequest subscribe) {
      var asked = subscribe.headers().get(HeaderName.EXPIRES);
      return served == null
          ? Math.min(asked.orElse(seconds), seconds)
          : served.lifetimes().granted(asked.orElse(served.lifetimes().usual().toSeconds()));
    }

    private long paceNanos() {
      return served == null ? 0 : served.pace().toNanos();
    }
  }

  /** The body of a NOTIFY; its bytes are not changed any more. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Body(MediaType type, byte[] bytes) {}

  /** Answers to NOTIFY after which there is no subscription (§4.2.2); 408 is a timeout. */
  private static final Set<Integer> REMOVING =
      Set.of(404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604);

  private static final String UNWANTED = "the subscriber wants it no more";

  /** So long the application has for its last NOTIFY when the subscriber wants no more. */
  private static final long LAST_WORD_SECONDS = 20;

  private final Subscriptions owner;
  private final Dialog dialog;
  private final Terms terms;
  private final DigestSession digest;
  private final NotifierListener listener;
  private final NotifierTimes times;
  private List<MediaType> accept;
  private @Nullable Notice latest;
  private @Nullable Notice next;
  private @Nullable Notice flying;
  private @Nullable NotifierEnd end;
  private boolean over;

  /** Holds its place in the dialog; {@link #start} begins. */
  NotifierUsage(Subscriptions owner, Dialog dialog, Terms terms, NotifierListener listener) {
    this.owner = owner;
    this.dialog = dialog;
    this.terms = terms;
    this.listener = listener;
    this.accept = terms.accept();
    this.digest = owner.core().newDigestSession();
    this.times =
        new NotifierTimes(
            owner.core().loop(),
            terms.paceNanos(),
            new NotifierTimes.Due() {
              @Override
              public void expired() {
                end(NotifierEnd.Kind.EXPIRED, "it was not refreshed in time", null);
                finish("timeout");
              }

              @Override
              public void free() {
                sendNext();
              }
            });
    dialog.add(this);
  }

  private UserAgentCore core() {
    return owner.core();
  }

  /** The subscription is in force: tells the state at once (§4.2.1.2). */
  void start(SubscriptionState.Phase phase, @Nullable StateSource source) {
    if (over) {
      return;
    }
    begin();
    if (terms.seconds() == 0) {
      // a fetch: the state, once (§4.4.3)
      end(NotifierEnd.Kind.UNSUBSCRIBED, "the state was asked for once", null);
      tell(new Notice(SubscriptionState.terminated("timeout"), source, true, Notice.Fate.IGNORED));
    } else {
      report(phase, source);
    }
  }

  /** The subscription is in force; its first state is still to be told. */
  void begin() {
    if (over) {
      return;
    }
    owner.begun(this);
    if (terms.quiet()) {
      lasts(terms.seconds(), null);
    } else if (terms.seconds() > 0) {
      times.lasts(terms.seconds());
    }
  }

  /** The application tells the rest; zero waits for its last word (§4.2.1.4, §4.4.3). */
  private void lasts(long seconds, @Nullable SipRequest subscribe) {
    if (seconds == 0) {
      var why = subscribe == null ? "the state was asked for once" : UNWANTED;
      end(NotifierEnd.Kind.UNSUBSCRIBED, why, subscribe);
    }
    times.lasts(seconds == 0 ? LAST_WORD_SECONDS : seconds);
  }

  /** As {@link #start(SubscriptionState.Phase, StateSource)}, with a fixed body. */
  void start(SubscriptionState.Phase phase, @Nullable Body body) {
    start(phase, source(body));
  }

  private static @Nullable StateSource source(@Nullable Body body) {
    return body == null ? null : occasion -> body;
  }

  /** Whether nothing can be told any more. */
  public boolean isOver() {
    return over || (latest != null && latest.isLast());
  }

  /** What was said about the dialog's subscription. */
  public Dialog dialog() {
    return dialog;
  }

  /** Seconds that it lasts without a refresh. */
  public long left() {
    return times.left();
  }

  /** Whether the subscriber takes bodies of this type: by its Accept, or by default. */
  public boolean accepts(MediaType type) {
    if (!accept.isEmpty()) {
      return accept.stream().anyMatch(one -> one.matches(type));
    }
    var served = terms.served();
    return served == null
        || served.types().isEmpty()
        || served.types().stream().anyMatch(one -> one.matches(type));
  }

  /** Tells a state. */
  public void report(SubscriptionState.Phase phase, @Nullable Body body) {
    report(phase, source(body));
  }

  /** Tells a state, written when it leaves. */
  public void report(SubscriptionState.Phase phase, @Nullable StateSource source) {
    report(phase, source, List.of(), Notice.Fate.IGNORED);
  }

  /**
   * As {@link #report(SubscriptionState.Phase, StateSource)}, with extra rows; {@code fate} is told
   * the rest.
   */
  public void report(
      SubscriptionState.Phase phase,
      @Nullable StateSource source,
      List<HeaderField> rows,
      Notice.Fate fate) {
    boolean changed = latest == null || latest.state().phase() != phase;
    tell(new Notice(new SubscriptionState(phase, null, -1, -1), source, changed, rows, fate));
  }

  /** A NOTIFY as it would leave now, without a body, for {@link #tell}; nothing is sent. */
  public SipRequest draft(SubscriptionState.Phase phase) {
    var product = core().settings().product();
    var request =
        dialog
            .draft(Method.NOTIFY)
            .set(HeaderName.EVENT, terms.event().header())
            .set(
                HeaderName.SUBSCRIPTION_STATE,
                stated(new SubscriptionState(phase, null, -1, -1)).header());
    return (product.isEmpty() ? request : request.set(HeaderName.USER_AGENT, product)).build();
  }

  /**
   * Tells what the application wrote.
   *
   * @param state how the subscription stands, as it says
   * @return its body, to be told again
   */
  public @Nullable StateSource tell(SipRequest written, SubscriptionState state, Notice.Fate fate) {
    if (state.isTerminated()) {
      end(NotifierEnd.Kind.TERMINATED, "ended by this side", null);
    }
    var body = written.contentType().map(type -> new Body(type, written.body())).orElse(null);
    var source = source(body);
    tell(new Notice(state, source, true, List.of(), fate, written));
    return source;
  }

  /** Tells the last state: the subscription is over. */
  public void end(String reason, @Nullable Body body) {
    end(
        new SubscriptionState(SubscriptionState.Phase.TERMINATED, reason, -1, -1),
        source(body),
        List.of());
  }

  /** As {@link #end(String, Body)}, with {@code retry-after} and extra rows. */
  public void end(SubscriptionState last, @Nullable StateSource source, List<HeaderField> rows) {
    end(NotifierEnd.Kind.TERMINATED, "ended by this side", null);
    tell(new Notice(last, source, false, rows, Notice.Fate.IGNORED));
  }

  /** Ends it with the state that was told last. */
  void finish(String reason) {
    end(NotifierEnd.Kind.TERMINATED, "ended by this side", null);
    tell(
        new Notice(
            SubscriptionState.terminated(reason),
            latest == null ? null : latest.source(),
            true,
            Notice.Fate.IGNORED));
  }

  /** Why it ends, said once. */
  private void end(NotifierEnd.Kind kind, String reason, @Nullable SipMessage message) {
    if (end == null && !isOver()) {
      end = new NotifierEnd(kind, reason, message);
    }
  }

  private void tell(Notice told) {
    if (isOver()) {
      told.fate().failed("the subscription is over", null);
      return;
    }
    var notice = end != null && !told.isLast() ? told.only() : told;
    latest = notice;
    if (notice.isLast()) {
      times.stopExpiry();
    }
    if (next != null) {
      next.fate().superseded();
    }
    next = notice;
    sendNext();
  }

  /** Sends what waits, unless a NOTIFY is on its way or the time for another one is not yet. */
  private void sendNext() {
    var notice = next;
    if (notice == null || flying != null || over || !times.isFree(notice.isUrgent())) {
      return;
    }
    next = null;
    flying = notice;
    var request = request(notice);
    times.sent();
    var out = Outgoing.of(request).dialog(dialog).digest(digest).sparing(terms.sparing());
    core().sender().send(out.build(), new Told(notice));
  }

  private SipRequest request(Notice notice) {
    if (notice.written() != null) {
      return dialog.owned(notice.written());
    }
    var request =
        dialog
            .request(Method.NOTIFY)
            .set(HeaderName.EVENT, terms.event().header())
            .set(HeaderName.SUBSCRIPTION_STATE, stated(notice.state()).header());
    notice.rows().forEach(row -> request.raw(row.name(), row.value()));
    var body = body(notice);
    if (body != null) {
      request.body(body.type(), body.bytes());
    }
    return request.build();
  }

  private @Nullable Body body(Notice notice) {
    var source = notice.source();
    if (source == null) {
      return null;
    }
    try {
      var body = source.write(times.occasion(notice.whole(), accept));
      return body == null || accepts(body.type()) ? body : null;
    } catch (RuntimeException e) {
      core().fault("a state could not be written for " + this, e);
      return null;
    }
  }

  private SubscriptionState stated(SubscriptionState state) {
    return state.isTerminated()
        ? state
        : new SubscriptionState(state.phase(), state.reason(), times.left(), -1);
  }

  // --- SUBSCRIBE in the dialog: refresh and end (§4.2.1.4) ---

  @Override
  public boolean takes(SipRequest request) {
    return request.method().equals(Method.SUBSCRIBE)
        && (latest != null || terms.quiet())
        && (end == null || !terms.quiet())
        && !isOver()
        && isNamedBy(request);
  }

  boolean isNamedBy(SipRequest request) {
    return EventName.of(request).filter(terms::isNamedBy).isPresent();
  }

  @Override
  public void request(ServerTransaction transaction) {
    var request = transaction.request();
    var refusal = refusal(request);
    if (refusal != null) {
      transaction.respond(refusal);
      return;
    }
    dialog.refreshTarget(Method.SUBSCRIBE, request.headers().get(HeaderName.CONTACT).orElse(null));
    if (request.headers().contains(HeaderName.ACCEPT)) {
      accept = request.headers().all(HeaderName.ACCEPT);
    }
    long granted = terms.granted(request);
    var response = core().response(request, Status.OK).set(HeaderName.EXPIRES, granted);
    if (dialog.localContact() != null) {
      response.set(HeaderName.CONTACT, dialog.localContact());
    }
    transaction.respond(response.build());
    var told = latest;
    if (terms.quiet()) {
      lasts(granted, request);
      listener.refreshed(request);
    } else if (granted == 0 || told == null) {
      end(NotifierEnd.Kind.UNSUBSCRIBED, UNWANTED, request);
      finish("timeout");
    } else {
      times.lasts(granted);
      tell(told.again(true));
      listener.refreshed(request);
    }
  }

  private @Nullable SipResponse refusal(SipRequest request) {
    long asked = request.headers().get(HeaderName.EXPIRES).orElse(0L);
    var served = terms.served();
    if (served == null) {
      return null;
    }
    if (terms.isTooBrief(asked)) {
      return core()
          .response(request, Status.INTERVAL_TOO_BRIEF)
          .set(HeaderName.MIN_EXPIRES, served.lifetimes().least().toSeconds())
          .build();
    }
    return served.suits(request.headers().all(HeaderName.ACCEPT))
        ? null
        : core().response(request, Status.NOT_ACCEPTABLE).build();
  }

  /** This side may have another address: the subscriber is told it. */
  void moved() {
    if (!isOver() && latest != null && core().renewContact(dialog)) {
      tell(latest.again(true));
    }
  }

  /** The machine slept: what was due meanwhile is due now. */
  void woke(long nanos) {
    if (!isOver()) {
      times.missed(nanos);
    }
  }

  // --- the end ---

  /** Ends it without a word to the subscriber. */
  public void forget() {
    end(NotifierEnd.Kind.TERMINATED, "forgotten by this side", null);
    drop();
  }

  /** There shall be no subscription: leaves the dialog without a message. */
  void drop() {
    if (over) {
      return;
    }
    over = true;
    times.stop();
    for (var notice : new @Nullable Notice[] {flying, next}) {
      if (notice != null) {
        notice.fate().failed("the subscription is over", null);
      }
    }
    next = null;
    owner.over(this);
    dialog.remove(this);
    listener.ended(
        end != null ? end : new NotifierEnd(NotifierEnd.Kind.GONE, "the dialog is gone", null));
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

    private final Notice notice;

    Told(Notice notice) {
      this.notice = notice;
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      flying = null;
      int code = response.status().code();
      if (response.status().isSuccess()) {
        times.delivered();
        notice.fate().delivered(response);
      } else if (REMOVING.contains(code)) {
        var why = "refused with " + code + " " + response.reason();
        notice.fate().failed(why, response);
        end(NotifierEnd.Kind.REFUSED, "a NOTIFY was " + why, response);
      } else if (!notice.isLast() && code >= 500 && !over && notice.written() == null) {
        sendLater(response);
        return;
      } else {
        times.lost();
        notice.fate().failed("refused with " + code + " " + response.reason(), response);
      }
      if (notice.isLast() || REMOVING.contains(code)) {
        drop();
      } else {
        sendNext();
      }
    }

    /** It fails for the moment: the state must not be lost. */
    private void sendLater(SipResponse response) {
      times.lost();
      times.holdOff(
          response.headers().get(HeaderName.RETRY_AFTER).map(RetryAfter::seconds).orElse(0L));
      if (next == null) {
        next = notice.patient();
      } else {
        notice.fate().superseded();
      }
      sendNext();
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending asking) {
      listener.asks(action, response, asking::proceed, asking::decline);
    }

    /** Nobody is there to be told (§4.2.2). */
    @Override
    public void failed(SendFailure failure) {
      flying = null;
      notice.fate().failed(failure.reason(), null);
      end(NotifierEnd.Kind.UNREACHABLE, "nobody takes NOTIFY: " + failure.reason(), null);
      drop();
    }
  }
}

package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.event.Notice;
import org.offhook.event.NotifierListener;
import org.offhook.event.NotifierUsage;
import org.offhook.event.StateSource;
import org.offhook.event.SubscribeUas;
import org.offhook.event.SubscriptionState;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;

/**
 * A peer's subscription to a state of this side (RFC 6665 §4.2): made by {@link
 * IncomingSubscription#accept()}. Refreshes are served by themselves, each with a NOTIFY of the
 * last state, which is left to the application after {@link IncomingSubscription#acceptQuietly};
 * one NOTIFY is on its way at a time, and of what changes meanwhile the latest follows. Any thread.
 *
 * <pre>{@code
 * Notifier notifier = wish.accept(NotifyBody.text("application/pidf+xml", open));
 * notifier.notify(NotifyBody.text("application/pidf+xml", closed));
 * notifier.terminate("noresource");
 * }</pre>
 */
public final class Notifier {

  private final EndpointCore endpoint;
  private final IncomingSubscription wish;
  private final SubscriptionFeed feed;
  private final Pending<NotifierEnd> ended;
  private final Attributes attributes = new Attributes();
  private volatile Subscription.State state = Subscription.State.TRYING;
  private @Nullable NotifierUsage usage;
  private @Nullable StateSource latest;

  Notifier(
      EndpointCore endpoint,
      IncomingSubscription wish,
      @Nullable Consumer<SubscriptionEvent> handler) {
    this.endpoint = endpoint;
    this.wish = wish;
    this.feed = new SubscriptionFeed(endpoint, this, false, handler);
    this.ended = endpoint.pending();
  }

  /** On the loop. */
  void begin(
      SubscribeUas uas,
      SubscriptionState.Phase phase,
      @Nullable NotifyWriter writer,
      List<HeaderField> rows) {
    latest = source(writer);
    var begun = uas.accept(phase, latest, rows, new Watching());
    if (begun == null) {
      gone();
    } else if (!ended.isDone()) {
      usage = begun;
      boolean active = phase == SubscriptionState.Phase.ACTIVE;
      state = active ? Subscription.State.ACTIVE : Subscription.State.PENDING;
    }
  }

  /** As the application answered; its NOTIFYs follow. On the loop. */
  void begin(SubscribeUas uas, SipResponse answer) {
    var begun = uas.accept(answer, new Watching());
    if (begun == null) {
      gone();
    } else if (!ended.isDone()) {
      usage = begun;
    }
  }

  /** It never began; any thread. */
  void gone() {
    state = Subscription.State.ENDED;
    ended.complete(
        new NotifierEnd(NotifierEnd.Cause.GONE, "the SUBSCRIBE was answered already", null));
  }

  private void over(NotifierEnd end) {
    state = Subscription.State.ENDED;
    usage = null;
    if (ended.complete(end)) {
      feed.emit(new SubscriptionEvent.SubscriberGone(this, end), EventQueue.Room.RESERVED);
    }
  }

  private static @Nullable StateSource source(@Nullable NotifyWriter writer) {
    return writer == null
        ? null
        : next ->
            NotifyBody.told(
                writer.write(
                    new NotifyWriter.Occasion(next.version(), next.full(), next.accept())));
  }

  // --- for the application ---

  /** The wish that was accepted: who subscribed, to what. */
  public IncomingSubscription subscription() {
    return wish;
  }

  /** How it stands: TRYING until it told anything, PENDING, ACTIVE or ENDED. */
  public Subscription.State state() {
    return state;
  }

  /** How it ended; stays open as long as it lasts. */
  public Pending<NotifierEnd> ended() {
    return ended;
  }

  /** The application's own objects. */
  public Attributes attributes() {
    return attributes;
  }

  /** Tells a state. */
  public Pending<NotifyOutcome> notify(NotifyBody body) {
    return notify(next -> body);
  }

  /** As {@link #notify(NotifyBody)}, with extra header rows in this one NOTIFY. */
  public Pending<NotifyOutcome> notify(NotifyBody body, List<HeaderRow> headers) {
    return tell(source(next -> body), false, EndpointCore.fields(headers));
  }

  /** As {@link #notify(NotifyBody)}. */
  public Pending<NotifyOutcome> notify(MediaType type, byte[] bytes) {
    return notify(NotifyBody.of(type, bytes));
  }

  /** Tells a state that is written when it leaves, now and after each refresh. */
  public Pending<NotifyOutcome> notify(NotifyWriter writer) {
    return tell(source(writer), false, List.of());
  }

  /** What was pending is in force now; the last state is told again. */
  public Pending<NotifyOutcome> activate() {
    return tell(null, true, List.of());
  }

  /** What was pending is in force now, with this state. */
  public Pending<NotifyOutcome> activate(NotifyBody body) {
    return tell(source(next -> body), true, List.of());
  }

  private Pending<NotifyOutcome> tell(
      @Nullable StateSource source, boolean activates, List<HeaderField> rows) {
    return tell(
        (running, result) -> {
          latest = source != null ? source : latest;
          if (activates || state == Subscription.State.TRYING) {
            state = Subscription.State.ACTIVE;
          }
          running.report(phase(), latest, rows, result);
        });
  }

  private SubscriptionState.Phase phase() {
    return state == Subscription.State.PENDING
        ? SubscriptionState.Phase.PENDING
        : SubscriptionState.Phase.ACTIVE;
  }

  private Pending<NotifyOutcome> tell(BiConsumer<NotifierUsage, Notice.Fate> teller) {
    Pending<NotifyOutcome> result = endpoint.pending();
    Runnable over =
        () -> result.complete(new NotifyOutcome.Failed("the subscription is over", null));
    endpoint.command(
        () -> {
          var running = usage;
          if (running == null) {
            over.run();
          } else {
            teller.accept(running, new Told(result));
          }
        },
        over);
    return result;
  }

  /**
   * Builds a NOTIFY as it would leave now, without a body and without sending it: in force unless
   * it is pending, with the time that is left. Edit its rows, its body and Subscription-State,
   * which counts: {@code pending} and {@code active} change {@link #state}, {@code terminated} ends
   * it. Empty if it is over.
   *
   * <p>{@link Draft#send} may come at any time and more than once, each time as a new NOTIFY with
   * identifiers of the dialog, and one that is refused is not repeated by itself. It throws
   * IllegalArgumentException where the edit left no NOTIFY with Event and Subscription-State.
   *
   * <pre>{@code
   * var draft = notifier.prepare().await().orElseThrow();
   * draft.edit(notify -> notify.raw("Subject", "queue").body(type, bytes)).send();
   * }</pre>
   */
  public Pending<Optional<Draft<Pending<NotifyOutcome>>>> prepare() {
    Pending<Optional<Draft<Pending<NotifyOutcome>>>> result = endpoint.pending();
    endpoint.command(
        () ->
            result.complete(
                Optional.ofNullable(usage)
                    .map(running -> new Draft<>(running.draft(phase()), this::send))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  private Pending<NotifyOutcome> send(SipRequest notify) {
    var said = said(notify);
    return tell(
        (running, result) -> {
          if (!said.isTerminated()) {
            boolean pending = said.phase() == SubscriptionState.Phase.PENDING;
            state = pending ? Subscription.State.PENDING : Subscription.State.ACTIVE;
          }
          latest = running.tell(notify, said, result);
        });
  }

  /** What a NOTIFY says that the application wrote. */
  static SubscriptionState said(SipRequest notify) {
    var said = SubscriptionState.of(notify);
    if (said.isEmpty()
        || !notify.method().equals(Method.NOTIFY)
        || notify.headers().get(HeaderName.EVENT).isEmpty()) {
      throw new IllegalArgumentException("this is no NOTIFY with Event and Subscription-State");
    }
    return said.get();
  }

  /**
   * Ends it, with the state that was told last.
   *
   * @param reason such as {@code deactivated}, {@code rejected}, {@code noresource}: by it the
   *     subscriber knows whether to come back (RFC 6665 §4.1.3)
   * @throws IllegalArgumentException if it is no token
   */
  public Pending<NotifierEnd> terminate(String reason) {
    return terminate(reason, Duration.ZERO, null);
  }

  /**
   * As {@link #terminate(String)}, with a last state, and the time before which the subscriber
   * shall not come back: for {@code probation} and {@code giveup}, in whole seconds; zero for none.
   */
  public Pending<NotifierEnd> terminate(
      String reason, Duration retryAfter, @Nullable NotifyBody body) {
    return terminate(reason, retryAfter, body, List.of());
  }

  /** As {@link #terminate(String, Duration, NotifyBody)}, with extra header rows. */
  public Pending<NotifierEnd> terminate(
      String reason, Duration retryAfter, @Nullable NotifyBody body, List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    ParameterizedToken.of("terminated").with("reason", ParameterizedToken.of(reason).value());
    if (retryAfter.isNegative()) {
      throw new IllegalArgumentException("a wait is not negative: " + retryAfter);
    }
    long seconds = retryAfter.isZero() ? -1 : retryAfter.toSeconds();
    var last = new SubscriptionState(SubscriptionState.Phase.TERMINATED, reason, -1, seconds);
    endpoint.command(
        () -> {
          if (usage != null) {
            usage.end(last, body != null ? source(next -> body) : latest, rows);
          }
        });
    return ended;
  }

  /**
   * Lets go of it without a word: no last NOTIFY is sent, and a SUBSCRIBE that still comes is
   * answered with 481. {@link #ended} completes.
   *
   * <pre>{@code
   * notifier.forget();
   * }</pre>
   */
  public void forget() {
    endpoint.command(
        () -> {
          if (usage != null) {
            usage.forget();
          }
        });
  }

  /** How long it lasts now without a refresh. */
  public Pending<Duration> remaining() {
    Pending<Duration> result = endpoint.pending();
    Runnable none = () -> result.complete(Duration.ZERO);
    endpoint.command(
        () -> result.complete(Duration.ofSeconds(usage == null ? 0 : usage.left())), none);
    return result;
  }

  @Override
  public String toString() {
    return "notifier of " + wish.eventPackage() + " for " + wish.from().uri();
  }

  /** What became of one state; on the loop. */
  record Told(Pending<NotifyOutcome> result) implements Notice.Fate {

    @Override
    public void delivered(SipResponse answer) {
      result.complete(new NotifyOutcome.Delivered(answer));
    }

    @Override
    public void superseded() {
      result.complete(new NotifyOutcome.Superseded());
    }

    @Override
    public void failed(String reason, @Nullable SipResponse answer) {
      result.complete(new NotifyOutcome.Failed(reason, answer));
    }
  }

  private final class Watching implements NotifierListener {

    @Override
    public void refreshed(SipRequest subscribe) {
      feed.emit(
          new SubscriptionEvent.Refreshed(Notifier.this, subscribe), EventQueue.Room.PROGRESS);
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      feed.emit(
          new SubscriptionEvent.Asked(
              Notifier.this, endpoint.step(action, cause, proceed, decline)),
          EventQueue.Room.RESERVED);
    }

    @Override
    public void ended(org.offhook.event.NotifierEnd end) {
      over(NotifierEnd.of(end));
    }
  }
}

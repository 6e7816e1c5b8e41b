package org.offhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.event.Asked;
import org.offhook.event.SubscribePlan;
import org.offhook.event.SubscriptionEnd;
import org.offhook.event.SubscriptionState;
import org.offhook.event.SubscriptionUse;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;
import org.offhook.ua.Automatic;

/**
 * A subscription to somebody's state (RFC 6665 §4.1): {@link Endpoint#subscribe(String, String)},
 * {@link Call#subscribe(String)}. It is refreshed in time, and made anew where it is lost for a
 * reason that may pass, so that the last state always arrives. Any thread.
 *
 * <pre>{@code
 * var subscription = endpoint.subscribe("sip:bob@example.com", "presence");
 * subscription.awaitOk();
 * for (var event = endpoint.events().take(); ; event = endpoint.events().take()) {
 *   if (event instanceof SubscriptionEvent.Notified told) {
 *     System.out.println(told.notification().text());
 *   }
 * }
 * }</pre>
 */
public final class Subscription implements SubscriptionUsage {

  /** How it stands (RFC 6665 §4.1.2). */
  public enum State {
    /** A SUBSCRIBE is on its way, or its first NOTIFY. */
    TRYING,
    /** The notifier has not decided yet. */
    PENDING,
    /** In force. */
    ACTIVE,
    /** Lost; another attempt follows by itself. */
    WAITING,
    /** Over. */
    ENDED
  }

  private final EndpointCore endpoint;
  private final SubscribeOptions wanted;
  private final @Nullable SipRequest written;
  private final SubscriptionFeed feed;
  private final Pending<SubscriptionOutcome> first;
  private final Pending<SubscriptionOutcome> ended;
  private final Attributes attributes = new Attributes();
  private final ArrayDeque<Pending<SubscriptionOutcome>> waiting = new ArrayDeque<>(1);
  private volatile State state = State.TRYING;
  private volatile @Nullable Notification latest;
  private final ToldState told;
  private @Nullable SubscriptionUse use;

  private Subscription(
      EndpointCore endpoint, SubscribeOptions wanted, @Nullable SipRequest written) {
    this.endpoint = endpoint;
    this.wanted = wanted;
    this.written = written;
    this.told = new ToldState(wanted.event().value(), wanted.wantsResourceList());
    this.first = endpoint.pending();
    this.ended = endpoint.pending();
    this.feed = new SubscriptionFeed(endpoint, this, wanted.hasOwnEvents(), wanted.handler());
  }

  /** Subscribes outside any call, or at the peer of a call in its dialog. Any thread. */
  static Subscription begin(EndpointCore endpoint, @Nullable Call call, SubscribeOptions wanted) {
    return begin(new Subscription(endpoint, wanted, null), call);
  }

  /** Subscribes by a SUBSCRIBE that the application wrote. Any thread. */
  static Subscription begin(EndpointCore endpoint, SubscribeOptions wanted, SipRequest written) {
    return begin(new Subscription(endpoint, wanted.saidBy(written), written), null);
  }

  private static Subscription begin(Subscription begun, @Nullable Call call) {
    begun.endpoint.command(() -> begun.start(call), begun::neverBegun);
    return begun;
  }

  /** There is no endpoint any more, and so nobody who takes events; any thread. */
  private void neverBegun() {
    state = State.ENDED;
    first.complete(failed("the endpoint was closed"));
    ended.complete(failed("the endpoint was closed"));
  }

  private static SubscriptionOutcome failed(String reason) {
    return new SubscriptionOutcome.Failed(reason, false);
  }

  private void start(@Nullable Call call) {
    if (endpoint.isClosing()) {
      over(failed("the endpoint was closed"));
    } else if (call == null) {
      start(wanted.target(), null);
    } else {
      var session = call.calls().session();
      if (session.isEmpty()) {
        over(failed("the call is not up"));
      } else {
        start(session.get().dialog().remoteTarget(), session.get().dialog());
      }
    }
  }

  private void start(@Nullable Uri target, @Nullable Dialog dialog) {
    if (target == null) {
      over(failed("nobody is named whose state is of interest"));
      return;
    }
    var place = new SubscribePlan.Place(target, wanted.identity().from(), wanted.nextHop(), dialog);
    var accept = written == null ? wanted.accept() : written.headers().all(HeaderName.ACCEPT);
    var asked = new Asked(wanted.seconds(), accept, wanted.takesAllForks());
    var callId = dialog == null ? wanted.callId() : null;
    var plan =
        new SubscribePlan(
            place,
            wanted.event(),
            asked,
            builder ->
                wanted.writeTo(callId == null ? builder : builder.set(HeaderName.CALL_ID, callId)),
            written);
    use = endpoint.referrals().subscriptions().subscribe(plan, new Watching());
  }

  // --- for the application ---

  /** How it stands. */
  public State state() {
    return state;
  }

  /** How the first attempt went: done with the first NOTIFY; what follows comes as events. */
  public Pending<SubscriptionOutcome> outcome() {
    return first;
  }

  /**
   * Waits for the first NOTIFY and insists on it.
   *
   * @throws OutcomeException if there is none
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Subscription awaitOk() throws InterruptedException {
    first.awaitOk();
    return this;
  }

  /** How it ended; stays open as long as it lasts, attempts to make it anew included. */
  public Pending<SubscriptionOutcome> ended() {
    return ended;
  }

  /** What was told last, whatever became of its event. */
  public Optional<Notification> latest() {
    return Optional.ofNullable(latest);
  }

  /**
   * The state as it is known now, in its types. Where documents tell only what changed ({@code
   * dialog}, {@code reg}, {@code conference}, lists of resources) this is their sum, and a document
   * that was missed is asked for by a refresh. Empty before the first one, and while the latest is
   * unreadable.
   *
   * <pre>{@code
   * boolean busy = lamp.state(BodyFormat.DIALOG).filter(DialogInfo::isBusy).isPresent();
   * }</pre>
   */
  public <T> Optional<T> state(BodyFormat<T> format) {
    return told.keeps(format)
        ? told.state(format)
        : latest().flatMap(notification -> notification.as(format).body());
  }

  /** The event package, with its parameters. */
  public String event() {
    return wanted.event().toString();
  }

  /**
   * Refreshes it now, or tries now where another attempt is waited for: the notifier tells the
   * whole state again. Fails at once if the first NOTIFY is still awaited, or if it is over.
   */
  public Pending<SubscriptionOutcome> refresh() {
    return refresh(List.of());
  }

  /**
   * As {@link #refresh()}, with extra header rows in this one SUBSCRIBE; where one is on its way
   * already they are left out.
   */
  public Pending<SubscriptionOutcome> refresh(List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    Pending<SubscriptionOutcome> result = endpoint.pending();
    Runnable closed = () -> result.complete(failed("the subscription is over"));
    endpoint.command(
        () -> {
          var running = use;
          if (running == null || state == State.ENDED) {
            closed.run();
          } else if (running.refresh(rows)) {
            waiting.add(result);
          } else {
            result.complete(failed("the first NOTIFY is still awaited"));
          }
        },
        closed);
    return result;
  }

  /**
   * Builds the next SUBSCRIBE of its dialog as it would leave now, without sending it: edit its
   * rows, a body such as another filter, or Expires, where 0 ends the subscription. Empty if none
   * can be sent now: the first NOTIFY or the answer to another SUBSCRIBE is awaited, another
   * attempt is waited for, or it is over.
   *
   * <p>{@link Draft#send} sends it with identifiers of the dialog, and its Expires is asked for
   * from then on; the outcome is that of the NOTIFY that follows. It throws
   * IllegalArgumentException where the edit left no SUBSCRIBE with Event.
   *
   * <pre>{@code
   * var draft = subscription.prepare().await().orElseThrow();
   * draft.edit(again -> again.body(MediaType.parse("application/simple-filter+xml"), filter)).send();
   * }</pre>
   */
  public Pending<Optional<Draft<Pending<SubscriptionOutcome>>>> prepare() {
    return draft(null);
  }

  /**
   * As {@link #prepare()}, for one of the notifiers that a forked SUBSCRIBE reached.
   *
   * @param notifier which one: {@link Notification#notifier}
   */
  public Pending<Optional<Draft<Pending<SubscriptionOutcome>>>> prepare(String notifier) {
    return draft(notifier);
  }

  private Pending<Optional<Draft<Pending<SubscriptionOutcome>>>> draft(@Nullable String notifier) {
    Pending<Optional<Draft<Pending<SubscriptionOutcome>>>> result = endpoint.pending();
    endpoint.command(
        () -> {
          var request = use == null ? null : use.draft(notifier);
          result.complete(
              request == null ? Optional.empty() : Optional.of(new Draft<>(request, this::send)));
        },
        () -> result.complete(Optional.empty()));
    return result;
  }

  private Pending<SubscriptionOutcome> send(SipRequest subscribe) {
    wanted.saidBy(subscribe);
    Pending<SubscriptionOutcome> result = endpoint.pending();
    Runnable late = () -> result.complete(failed("it cannot be sent any more"));
    endpoint.command(
        () -> {
          if (use != null && use.send(subscribe)) {
            waiting.add(result);
          } else {
            late.run();
          }
        },
        late);
    return result;
  }

  /**
   * Lets go of it without a word: nothing is sent, nothing is refreshed any more, and a NOTIFY that
   * still comes is answered with 481. {@link #outcome} and {@link #ended} complete.
   *
   * <pre>{@code
   * subscription.forget();
   * }</pre>
   */
  @Override
  public void forget() {
    endpoint.command(
        () -> {
          if (use != null) {
            use.forget();
          }
        });
  }

  /** Ends it; done when the notifier has confirmed that, or the time for it is over. */
  public Pending<SubscriptionOutcome> unsubscribe() {
    endpoint.command(
        () -> {
          if (use != null) {
            use.unsubscribe();
          }
        });
    return ended;
  }

  /**
   * Asks for another lifetime, from now on.
   *
   * @throws IllegalArgumentException if it is not 1 to 4294967295 seconds
   */
  public void changeLifetime(Duration time) {
    long seconds = wanted.expires(time).seconds();
    endpoint.command(
        () -> {
          if (use != null) {
            use.changeLifetime(seconds);
          }
        });
  }

  /** How long it lasts now without a refresh; zero where it is not in force. */
  public Pending<Duration> remaining() {
    Pending<Duration> result = endpoint.pending();
    Runnable none = () -> result.complete(Duration.ZERO);
    endpoint.command(() -> result.complete(Duration.ofSeconds(use == null ? 0 : use.left())), none);
    return result;
  }

  /** The application's own objects. */
  public Attributes attributes() {
    return attributes;
  }

  /**
   * Its own events; the last one is {@link SubscriptionEvent.Ended}.
   *
   * @throws IllegalStateException if they go elsewhere: ask for {@link SubscribeOptions#ownEvents}
   */
  public EventQueue<SubscriptionEvent> events() {
    return feed.events("ask for SubscribeOptions.ownEvents()");
  }

  // --- what happens; on the loop ---

  /** A document was missed: a refresh brings the whole state (RFC 4235 §4.3). */
  private void repair() {
    if (use != null && state != State.ENDED) {
      use.refresh(List.of());
    }
  }

  private void settle(SubscriptionOutcome outcome) {
    first.complete(outcome);
    for (var waiter : List.copyOf(waiting)) {
      waiter.complete(outcome);
    }
    waiting.clear();
  }

  private void over(SubscriptionOutcome outcome) {
    state = State.ENDED;
    settle(outcome);
    if (ended.complete(outcome)) {
      feed.emit(new SubscriptionEvent.Ended(this, outcome), EventQueue.Room.RESERVED);
    }
  }

  private SubscriptionOutcome outcome(SubscriptionEnd end) {
    return switch (end.kind()) {
      case REFUSED, FAILED ->
          end.message() instanceof SipResponse refusal
              ? new SubscriptionOutcome.Refused(refusal)
              : failed(end.reason());
      case NO_NOTIFY -> new SubscriptionOutcome.Failed(end.reason(), true);
      case EXPIRED, WAIVED -> failed(end.reason());
      case STOPPED -> new SubscriptionOutcome.Ended(true, end.reason(), latest);
      case TERMINATED -> {
        boolean asked = wanted.seconds() == 0 || use == null || use.isStopping();
        yield new SubscriptionOutcome.Ended(asked, end.reason(), latest);
      }
    };
  }

  private final class Watching implements SubscriptionUse.Listener {

    @Override
    public void notified(SipRequest notify, SubscriptionState told) {
      var notification = new Notification(notify, told);
      latest = notification;
      if (Subscription.this.told.heard(notification) && !told.isTerminated()) {
        endpoint.command(Subscription.this::repair);
      }
      if (!told.isTerminated()) {
        state = notification.state();
        settle(new SubscriptionOutcome.Subscribed(notification));
      }
      feed.emit(
          new SubscriptionEvent.Notified(Subscription.this, notification),
          EventQueue.Room.PROGRESS);
    }

    @Override
    public void retrying(SubscriptionEnd end, Duration in) {
      state = State.WAITING;
      var outcome = outcome(end);
      settle(outcome);
      feed.emit(
          new SubscriptionEvent.Lost(Subscription.this, outcome, in), EventQueue.Room.ORDINARY);
    }

    @Override
    public void refreshFailed(String reason) {
      settle(failed(reason));
    }

    @Override
    public void ended(SubscriptionEnd end) {
      over(outcome(end));
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      feed.emit(
          new SubscriptionEvent.Asked(
              Subscription.this, endpoint.step(action, cause, proceed, decline)),
          EventQueue.Room.RESERVED);
    }
  }

  @Override
  public String toString() {
    return wanted.toString();
  }
}

package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.event.SubscribeUas;
import org.offhook.event.SubscriptionState;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.ua.EventPackage;
import org.offhook.ua.Provenance;

/**
 * A peer's wish to be told a state of this side (SUBSCRIBE, RFC 6665 §4.2), inside a call or
 * outside. Any thread; the first decision counts, and left alone it is refused with 480 after 20
 * seconds. Only packages that {@link EndpointOptions.Builder#events} names get this far.
 *
 * <pre>{@code
 * endpoint.onSubscribe(wish -> {
 *   if (isFriend(wish.from())) {
 *     Notifier notifier = wish.accept(NotifyBody.text("application/pidf+xml", presence()));
 *   } else {
 *     wish.reject(Status.FORBIDDEN);
 *   }
 * });
 * }</pre>
 */
public final class IncomingSubscription implements SubscriptionWish {

  private final EndpointCore endpoint;
  private final SubscribeUas uas;
  private final @Nullable Call call;
  private final SipRequest request;
  private volatile boolean decided;
  private volatile @Nullable Notifier notifier;
  private final Duration granted;

  /** On the loop. */
  IncomingSubscription(EndpointCore endpoint, SubscribeUas uas, @Nullable Call call) {
    this.endpoint = endpoint;
    this.uas = uas;
    this.call = call;
    this.request = uas.request();
    this.granted = Duration.ofSeconds(uas.seconds());
  }

  /** The SUBSCRIBE. */
  @Override
  public SipRequest request() {
    return request;
  }

  /** Whose state it is about: the Request-URI. */
  public Uri target() {
    return request.requestUri();
  }

  /** Who wants it, as the peer says. */
  public NameAddr from() {
    return request.from();
  }

  /** The event package. */
  public String eventPackage() {
    return uas.event().packageName();
  }

  /** The id in Event, if there is one. */
  public Optional<String> eventId() {
    return Optional.ofNullable(uas.event().id());
  }

  /** The types that bodies may have, as the peer says; empty for the package's default. */
  public List<MediaType> acceptedTypes() {
    return request.headers().all(HeaderName.ACCEPT);
  }

  /** How long it lasts without a refresh; zero where the state is asked for once. */
  public Duration granted() {
    return granted;
  }

  /** Whether the state is asked for once, without a subscription (RFC 6665 §4.4.3). */
  public boolean isFetch() {
    return granted.isZero();
  }

  /** The call in whose dialog the peer asks; empty outside. */
  public Optional<Call> call() {
    return Optional.ofNullable(call);
  }

  /** How far the peer proved who it is. */
  public Provenance provenance() {
    return uas.inbound().provenance();
  }

  /** Accepts, and tells no state yet but that the subscription is in force. */
  public Notifier accept() {
    return accept(Phase.ACTIVE, null, null, List.of());
  }

  /** Accepts, and tells the state at once. */
  public Notifier accept(NotifyBody state) {
    return accept(state, List.of());
  }

  /** As {@link #accept(NotifyBody)}, with extra header rows in the 200 to the SUBSCRIBE. */
  public Notifier accept(NotifyBody state, List<HeaderRow> headers) {
    return accept(Phase.ACTIVE, next -> state, null, headers);
  }

  /** As {@link #accept(NotifyBody)}, written when it leaves, now and after each refresh. */
  public Notifier accept(NotifyWriter state) {
    return accept(Phase.ACTIVE, state, null, List.of());
  }

  /**
   * As {@link #accept(NotifyWriter)}; what happens to the subscription goes to a handler, in order,
   * on a user thread of its own.
   */
  public Notifier accept(NotifyWriter state, Consumer<SubscriptionEvent> handler) {
    return accept(Phase.ACTIVE, state, handler, List.of());
  }

  /**
   * Accepts a subscription to {@code dialog} (RFC 4235), and tells this endpoint's own calls for as
   * long as it lasts: all of them first, and after that what changes, numbered and one a second at
   * most. Only calls that began while {@link EndpointOptions.Builder#events} names the package are
   * told.
   *
   * @throws IllegalStateException if it is a subscription to something else
   */
  public Notifier acceptDialogs() {
    if (!eventPackage().equals(EventPackage.DIALOG.name())) {
      throw new IllegalStateException(
          "own calls are told to subscribers of dialog, not of " + eventPackage());
    }
    var watch = new OwnDialogWatch(endpoint.dialogs(), request.to().uri().toString());
    var made = accept(watch);
    endpoint.command(() -> endpoint.dialogs().begin(watch, made));
    return made;
  }

  /** Not decided yet: the peer is told so, and {@link Notifier#activate} or terminate follows. */
  public Notifier pending() {
    return accept(Phase.PENDING, null, null, List.of());
  }

  /** As {@link #pending()}, with a neutral state (RFC 6665 §4.2.1.2). */
  public Notifier pending(NotifyBody state) {
    return pending(state, List.of());
  }

  /** As {@link #pending(NotifyBody)}, with extra header rows in the 200 to the SUBSCRIBE. */
  public Notifier pending(NotifyBody state, List<HeaderRow> headers) {
    return accept(Phase.PENDING, next -> state, null, headers);
  }

  /**
   * Accepts, and tells nothing: all NOTIFYs are the application's. It owes one at once (RFC 6665
   * §4.2.1.2), one after each {@link SubscriptionEvent.Refreshed}, and the last one within 20
   * seconds when the subscriber wants no more, or wanted the state {@linkplain #isFetch once}: then
   * it is told for the application. A subscription that is not refreshed ends by itself, with
   * {@code timeout}.
   *
   * <pre>{@code
   * var notifier = wish.acceptQuietly(List.of());
   * notifier.prepare().await().orElseThrow().edit(notify -> notify.raw("Subject", "queue")).send();
   * }</pre>
   *
   * @param headers extra rows in the 200
   */
  public Notifier acceptQuietly(List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    return quiet(
        () -> {
          var ok = uas.answer(Status.OK);
          rows.forEach(row -> ok.raw(row.name(), row.value()));
          return ok.build();
        });
  }

  private Notifier quiet(Supplier<SipResponse> answer) {
    var made = accepting(null);
    endpoint.command(() -> made.begin(uas, answer.get()), made::gone);
    return made;
  }

  /** The first decision counts: of those that come later the notifier is over at once. */
  private Notifier accepting(@Nullable Consumer<SubscriptionEvent> handler) {
    var made = new Notifier(endpoint, this, handler);
    if (!decided) {
      notifier = made;
    }
    decided = true;
    return made;
  }

  /**
   * The answer with this status as it would be given now, to be edited and given by {@link
   * #respond}; nothing is sent. Empty if the endpoint is closed.
   *
   * <pre>{@code
   * var ok = wish.prepare(Status.of(202)).await().orElseThrow();
   * wish.respond(ok.toBuilder().raw("X-Queue", "sales").build());
   * }</pre>
   *
   * @param status 200 to 699; a SUBSCRIBE has no answer before the final one (RFC 4320 §4.1)
   */
  @Override
  public Pending<Optional<SipResponse>> prepare(Status status) {
    checkFinal(status);
    Pending<Optional<SipResponse>> result = endpoint.pending();
    endpoint.command(
        () -> result.complete(Optional.of(uas.answer(status).build())),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /**
   * Gives an answer that the application wrote, best from {@link #prepare}. A 2xx accepts as {@link
   * #acceptQuietly}, for as long as its Expires says, and {@link #notifier} is there; anything else
   * refuses.
   *
   * @throws IllegalArgumentException if it answers another request (Call-ID, CSeq or Via is not as
   *     in {@link #request}), or is not final
   */
  @Override
  public void respond(SipResponse response) {
    checkAnswer(response, request);
    if (response.status().isSuccess()) {
      quiet(() -> response);
    } else {
      decided = true;
      endpoint.command(() -> uas.reject(response));
    }
  }

  /** Who tells the peer, once the wish was accepted by this side; empty before, and if refused. */
  public Optional<Notifier> notifier() {
    return Optional.ofNullable(notifier);
  }

  /** As {@link Notifier#prepare} of its {@link #notifier}. */
  @Override
  public Pending<Optional<Draft<Pending<NotifyOutcome>>>> prepareNotify() {
    var telling = notifier;
    if (telling != null) {
      return telling.prepare();
    }
    Pending<Optional<Draft<Pending<NotifyOutcome>>>> none = endpoint.pending();
    none.complete(Optional.empty());
    return none;
  }

  /** As {@link Notifier#forget} of its {@link #notifier}. */
  @Override
  public void forget() {
    notifier().ifPresent(Notifier::forget);
  }

  static void checkAnswer(SipResponse response, SipRequest request) {
    checkFinal(response.status());
    if (!IncomingRequest.isAnswer(response, request)) {
      throw new IllegalArgumentException(
          "this answers another request; begin with prepare, and leave Via, Call-ID and CSeq");
    }
  }

  static void checkFinal(Status status) {
    if (!status.isFinal()) {
      throw new IllegalArgumentException(status + " is no final answer; use 200 to 699");
    }
  }

  /** How it begins. */
  private enum Phase {
    ACTIVE,
    PENDING
  }

  private Notifier accept(
      Phase phase,
      @Nullable NotifyWriter state,
      @Nullable Consumer<SubscriptionEvent> handler,
      List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    var made = accepting(handler);
    endpoint.command(
        () -> made.begin(uas, SubscriptionState.Phase.valueOf(phase.name()), state, rows),
        made::gone);
    return made;
  }

  /**
   * Whether it was decided, by a verb or because the time for it is over: what comes later has no
   * effect. Any thread.
   */
  @Override
  public boolean isAnswered() {
    return decided || uas.isDecided();
  }

  /** Refuses with a final status of 300 or above; 489 says what may be subscribed to. */
  public void reject(Status status) {
    reject(status, List.of());
  }

  /** As {@link #reject(Status)}, with extra header rows. */
  public void reject(Status status, List<HeaderRow> headers) {
    if (status.code() < 300) {
      throw new IllegalArgumentException(status + " is no refusal; use 300 to 699");
    }
    var rows = EndpointCore.fields(headers);
    decided = true;
    endpoint.command(() -> uas.reject(status, rows));
  }

  /** A handler of the application threw. */
  void handlerFailed() {
    endpoint.command(() -> uas.reject(Status.SERVER_INTERNAL_ERROR, List.of()));
  }

  @Override
  public String toString() {
    return "SUBSCRIBE to " + uas.event() + " from " + request.from().uri();
  }
}

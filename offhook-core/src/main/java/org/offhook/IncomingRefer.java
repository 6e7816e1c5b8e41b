package org.offhook;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.event.ReferUas;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Replaces;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.UriRequest;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.Provenance;

/**
 * A peer's wish that this side call somebody (REFER, RFC 3515), inside a call or outside. Any
 * thread; the first decision counts, and left alone it is refused with 603 after 20 seconds.
 *
 * <pre>{@code
 * endpoint.onRefer(refer -> {
 *   if (isAllowed(refer.referTo().uri())) {
 *     OutgoingCall next = refer.accept();      // the peer is told how it goes
 *   } else {
 *     refer.reject(Status.FORBIDDEN);
 *   }
 * });
 * }</pre>
 *
 * <p>Whoever is let to refer decides whom this endpoint calls, and who pays for it.
 */
public final class IncomingRefer implements SubscriptionWish {

  /** Headers of a Refer-To that the INVITE has already, or that would not fit it. */
  private static final Set<HeaderName<?>> NOT_TAKEN =
      Set.of(HeaderName.TO, HeaderName.CONTENT_TYPE, HeaderName.EVENT);

  private final EndpointCore endpoint;
  private final ReferUas uas;
  private final @Nullable Call call;
  private final @Nullable SessionDescription media;
  private final SipRequest request;
  private volatile boolean decided;

  /** On the loop. */
  IncomingRefer(
      EndpointCore endpoint,
      ReferUas uas,
      @Nullable Call call,
      @Nullable SessionDescription media) {
    this.endpoint = endpoint;
    this.uas = uas;
    this.call = call;
    this.media = media;
    this.request = uas.request();
  }

  /** The REFER. */
  @Override
  public SipRequest request() {
    return request;
  }

  /** Whom the peer wants to be called, with what the URI asks beside that. */
  public NameAddr referTo() {
    return uas.referTo();
  }

  /** Who wants it, as the peer says (RFC 3892). */
  public Optional<NameAddr> referredBy() {
    return request.headers().get(HeaderName.REFERRED_BY);
  }

  /** The call of the target that the new one shall replace: an attended transfer (RFC 5589 §7). */
  public Optional<Replaces> replaces() {
    if (!(referTo().uri() instanceof SipUri uri)) {
      return Optional.empty();
    }
    return UriRequest.from(uri).headers().stream()
        .filter(row -> isNamed(row, HeaderName.REPLACES))
        .findFirst()
        .flatMap(row -> readable(row.value()));
  }

  /** Whether a row has that name, long or compact. */
  private static boolean isNamed(HeaderField row, HeaderName<?> name) {
    return HeaderName.find(row.name()).filter(name::equals).isPresent();
  }

  private static Optional<Replaces> readable(String text) {
    try {
      return Optional.of(Replaces.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The call in which the peer asks, or which it names as proof (RFC 4538); empty outside. */
  public Optional<Call> call() {
    return Optional.ofNullable(call);
  }

  /** How far the peer proved who it is. */
  public Provenance provenance() {
    return uas.inbound().provenance();
  }

  /** Whether a call is asked for: a SIP URI and no other method; else the application acts. */
  public boolean isForCall() {
    return referTo().uri() instanceof SipUri uri
        && UriRequest.from(uri).method().equals(Method.INVITE);
  }

  /**
   * What {@link #accept()} calls with: the URI without its headers part, those of its headers that
   * cannot harm (RFC 3261 §19.1.5) with Replaces among them, Referred-By, and an offer of what this
   * side can do in the call in progress.
   *
   * @throws IllegalStateException if no call {@linkplain #isForCall is asked for}
   */
  public CallOptions callOptions() {
    if (!isForCall() || !(referTo().uri() instanceof SipUri uri)) {
      throw new IllegalStateException(
          "no call is asked for but " + referTo().uri() + ": use acceptWithoutCall and notify");
    }
    var asked = UriRequest.from(uri);
    var options = CallOptions.to(asked.target().toString());
    for (var row : asked.headers()) {
      boolean again = isNamed(row, HeaderName.REFERRED_BY) && referredBy().isPresent();
      if (!again && NOT_TAKEN.stream().noneMatch(name -> isNamed(row, name))) {
        options = options.header(row.name(), row.value());
      }
    }
    var by = referredBy();
    if (by.isPresent()) {
      options = options.header("Referred-By", by.get().toString());
    }
    return media == null ? options : options.offer(anew(media));
  }

  /** The same description for a session of its own. */
  private SessionDescription anew(SessionDescription description) {
    return description.withOrigin(
        description.origin().withSessionId(endpoint.identifiers().number()));
  }

  /**
   * Accepts, places the call, and tells the peer how it goes until it is answered or refused. The
   * call in which the peer asked goes on until one of its sides hangs up.
   *
   * @return the new call; it fails at once if the wish was decided before
   * @throws IllegalStateException if no call is asked for, or it is not known what to offer: use
   *     {@link #acceptWithoutCall} or {@link #accept(CallOptions)}
   */
  public OutgoingCall accept() {
    if (media == null) {
      throw new IllegalStateException(
          "there is no call whose media could be offered: use accept(callOptions().offer(...))");
    }
    return accept(callOptions());
  }

  /** As {@link #accept()}, with a call of one's own making: see {@link #callOptions}. */
  public OutgoingCall accept(CallOptions wanted) {
    decided = true;
    return endpoint.endpoint().call(wanted, this);
  }

  /** Accepts without placing a call: whoever does it says by {@link #notify} how it goes. */
  public void acceptWithoutCall() {
    decided = true;
    endpoint.command(uas::accept);
  }

  /**
   * Tells the peer how it goes, after {@link #acceptWithoutCall}: what it is told last is a final
   * status. Of what changes while the peer has not confirmed, it is told the latest.
   */
  public void notify(Status status) {
    endpoint.command(() -> uas.report(status));
  }

  /**
   * The answer with this status as it would be given now, to be edited and given by {@link
   * #respond}: Via, From, To, Call-ID, CSeq, and in a 2xx Contact. Nothing is sent.
   *
   * <pre>{@code
   * refer.respond(refer.prepare(Status.ACCEPTED).await().orElseThrow());
   * }</pre>
   *
   * @return empty if the endpoint was closed
   */
  @Override
  public Pending<Optional<SipResponse>> prepare(Status status) {
    Pending<Optional<SipResponse>> result = endpoint.pending();
    endpoint.command(
        () -> result.complete(Optional.of(uas.draft(status))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /**
   * Gives a final answer that the application wrote, best from {@link #prepare}. After a 2xx it is
   * as after {@link #acceptWithoutCall}, but the application has half a second to tell something by
   * {@link #notify} or {@link #prepareNotify} before the peer is told 100 Trying: each subscription
   * begins with a NOTIFY (RFC 6665 §4.2.1.2).
   *
   * @throws IllegalArgumentException if it is provisional, which REFER knows not (RFC 4320 §4.1)
   */
  @Override
  public void respond(SipResponse response) {
    if (!response.status().isFinal()) {
      throw new IllegalArgumentException(response.status() + " is not final; use 200 to 699");
    }
    decided = true;
    endpoint.command(() -> uas.respond(response));
  }

  /**
   * A NOTIFY of the peer's subscription as it would be sent now, after {@link #acceptWithoutCall}
   * or {@link #respond}: with Event and {@code Subscription-State: active}, without body. {@link
   * Draft#send} sends it as the application edited it, but for From, To, Call-ID and CSeq; with the
   * state {@code terminated} it is the last one. One NOTIFY is on its way at a time; of what
   * changes meanwhile, the latest follows. Empty if there is no subscription, or it is over.
   *
   * <pre>{@code
   * var ringing = SipFrag.of(Status.RINGING);
   * refer.prepareNotify().await().orElseThrow()
   *     .edit(notify -> notify.body(SipFrag.TYPE, ringing.toBytes()))
   *     .send();
   * }</pre>
   */
  @Override
  public Pending<Optional<Draft<Pending<NotifyOutcome>>>> prepareNotify() {
    Pending<Optional<Draft<Pending<NotifyOutcome>>>> result = endpoint.pending();
    endpoint.command(
        () ->
            result.complete(
                Optional.ofNullable(uas.notifyDraft())
                    .map(draft -> new Draft<>(draft, this::tell))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  private Pending<NotifyOutcome> tell(SipRequest notify) {
    Pending<NotifyOutcome> result = endpoint.pending();
    endpoint.command(
        () -> uas.tell(notify, new Notifier.Told(result)),
        () -> result.complete(new NotifyOutcome.Failed("the endpoint was closed", null)));
    return result;
  }

  /**
   * Whether it was decided, by a verb or because the time for it is over: what comes later has no
   * effect. Any thread.
   */
  @Override
  public boolean isAnswered() {
    return decided || uas.isDecided();
  }

  /** Refuses with a final status of 300 or above, such as {@link Status#DECLINE}. */
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

  /**
   * Lets go of its subscription without a word: nothing is told any more, and a SUBSCRIBE that
   * still comes is answered with 481. No effect before it is decided.
   *
   * <pre>{@code
   * refer.forget();
   * }</pre>
   */
  @Override
  public void forget() {
    endpoint.command(uas::forget);
  }

  /** A handler of the application threw. */
  void handlerFailed() {
    endpoint.command(() -> uas.reject(Status.SERVER_INTERNAL_ERROR, List.of()));
  }

  // --- the call that was placed; on the loop ---

  boolean acceptOnLoop() {
    return uas.accept();
  }

  void progressOnLoop(Status status) {
    uas.report(status);
  }

  /** The call was answered, or came to nothing: the peer is told for the last time. */
  void concluded(CallOutcome outcome) {
    var status =
        switch (outcome) {
          case CallOutcome.Established up ->
              up.message() instanceof SipResponse answer ? answer.status() : Status.OK;
          case CallOutcome.Refused refused -> refused.status();
          case CallOutcome.TimedOut none -> Status.REQUEST_TIMEOUT;
          case CallOutcome.Cancelled cancelled -> Status.REQUEST_TERMINATED;
          case CallOutcome.Failed failed -> Status.SERVICE_UNAVAILABLE;
        };
    endpoint.command(() -> uas.report(status));
  }

  @Override
  public String toString() {
    return "REFER to " + referTo().uri() + " from " + request.from().uri();
  }
}

package org.offhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.NameAddr;
import org.offhook.message.Privacy;
import org.offhook.message.Uri;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.ReliableProvisionals;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.UaSettings;

/**
 * What an outgoing call is made with. Immutable; each method gives a changed copy. All of it counts
 * at the start of the call.
 *
 * <pre>{@code
 * var call = endpoint.call(
 *     CallOptions.to("sip:bob@example.com").offer(sdp).answerWithin(Duration.ofSeconds(20)));
 * }</pre>
 */
public final class CallOptions implements OutgoingOptions<CallOptions> {

  private static final int MOST_HOPS = 70;

  private final Uri target;
  private CallerIdentity identity = CallerIdentity.OWN;
  private @Nullable SessionDescription offer;
  private @Nullable RequestBody body;
  private List<HeaderRow> headers = List.of();
  private @Nullable SessionDescription lateAnswer;
  private Way way = new Way(null, null);
  private @Nullable Duration answerWithin;
  private @Nullable ReliableProvisionals reliableProvisionals;
  private @Nullable SessionTimers sessionTimers;
  private Handling handling = new Handling(Map.of(), false, null);

  /** Where the INVITE goes, and how far. */
  private record Way(@Nullable Uri nextHop, @Nullable Integer maxForwards) {}

  /** What the application has to do with the call. */
  private record Handling(
      Map<String, Object> attributes, boolean ownEvents, @Nullable Consumer<CallEvent> handler) {}

  private CallOptions(Uri target) {
    this.target = target;
  }

  /**
   * A call to {@code target}, such as {@code sip:bob@example.com}. Header fields inside the URI
   * that cannot harm, such as Subject, become rows of the INVITE (RFC 3261 §19.1.5).
   *
   * @throws IllegalArgumentException if it is no URI
   */
  public static CallOptions to(String target) {
    return new CallOptions(Uri.parse(target));
  }

  /** A call to {@code target}. */
  public static CallOptions to(Uri target) {
    return new CallOptions(target);
  }

  private CallOptions copy() {
    var copy = new CallOptions(target);
    copy.identity = identity;
    copy.offer = offer;
    copy.body = body;
    copy.headers = headers;
    copy.lateAnswer = lateAnswer;
    copy.way = way;
    copy.answerWithin = answerWithin;
    copy.reliableProvisionals = reliableProvisionals;
    copy.sessionTimers = sessionTimers;
    copy.handling = handling;
    return copy;
  }

  /** The session to offer; without one the callee offers (see {@link #answerLateOfferFrom}). */
  public CallOptions offer(SessionDescription description) {
    var copy = copy();
    copy.offer = description;
    return copy;
  }

  /**
   * Offers what the peer of another call described last, taken off hold: for whoever connects that
   * peer with somebody else. No effect if it has described nothing.
   */
  public CallOptions offerFrom(Call other) {
    var described = other.remoteDescription();
    return described.isEmpty() ? this : offer(OfferAnswer.offHold(described.get()));
  }

  /**
   * Calls without an offer: the callee's offer is answered from these capabilities. Without them it
   * comes as {@link CallEvent.OfferReceived}.
   */
  public CallOptions answerLateOfferFrom(SessionDescription capabilities) {
    var copy = copy();
    copy.offer = null;
    copy.lateAnswer = capabilities;
    return copy;
  }

  /** A body of any type in place of an offer. */
  public CallOptions body(MediaType type, byte[] bytes) {
    var copy = copy();
    copy.body = new RequestBody(type, bytes.clone());
    return copy;
  }

  /** Who calls, in place of the endpoint's own address of record. */
  @Override
  public CallOptions from(NameAddr caller) {
    var copy = copy();
    copy.identity = identity.withFrom(caller);
    return copy;
  }

  /**
   * Without a name: From is {@code anonymous.invalid}, Contact has no user, and servers are asked
   * to keep the asserted identity to themselves (RFC 3323 §4.1, {@link Privacy#ID}).
   */
  public CallOptions anonymous() {
    return anonymous(Privacy.ID);
  }

  /** As {@link #anonymous()}, asking servers for other privacy. */
  public CallOptions anonymous(Privacy privacy) {
    var copy = copy();
    copy.identity = identity.anonymous(privacy);
    return copy;
  }

  /** Asks servers for privacy, with From as it is (RFC 3323 §4.2). */
  public CallOptions privacy(Privacy privacy) {
    var copy = copy();
    copy.identity = identity.withPrivacy(privacy);
    return copy;
  }

  /**
   * Which of the user's identities a trusted server should assert (RFC 3325 §9.2): one address, one
   * telephone number, or one of each.
   */
  public CallOptions preferredIdentity(NameAddr... identities) {
    var copy = copy();
    copy.identity = identity.withPreferred(List.of(identities));
    return copy;
  }

  /**
   * A call for the sake of another, as a back-to-back user agent makes it: From and offer are the
   * caller's, and Max-Forwards is one less, so that a loop through several agents ends (RFC 7332);
   * where the INVITE may go no further, refuse it with {@link
   * org.offhook.message.Status#TOO_MANY_HOPS}. Without an offer the callee's one comes as {@link
   * CallEvent.OfferReceived}, and not before its final answer if it could not be passed on reliably
   * before that.
   */
  public CallOptions onBehalfOf(IncomingCall caller) {
    var copy = from(caller.request().from());
    copy.offer = caller.offer().orElse(null);
    int hops = caller.request().headers().get(HeaderName.MAX_FORWARDS).orElse(MOST_HOPS);
    copy.way = new Way(way.nextHop(), Math.max(0, hops - 1));
    if (copy.offer == null && !ReliableProvisionals.isSupportedBy(caller.request())) {
      copy.reliableProvisionals = ReliableProvisionals.OFF;
    }
    return copy;
  }

  /** One more header row in the INVITE. */
  @Override
  public CallOptions header(String name, String value) {
    var copy = copy();
    copy.headers = HeaderRow.plus(headers, new HeaderRow(name, value));
    return copy;
  }

  /** Where to send the INVITE, whatever its Request-URI and the outbound proxy say. */
  @Override
  public CallOptions nextHop(String uri) {
    var copy = copy();
    copy.way = new Way(Uri.parse(uri), way.maxForwards());
    return copy;
  }

  /**
   * In place of {@link CallPolicy#answerWithin}.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public CallOptions answerWithin(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("answerWithin must be positive, not " + time);
    }
    var copy = copy();
    copy.answerWithin = time;
    return copy;
  }

  /**
   * Whether the callee's provisional answers are reliable, in place of what the endpoint's options
   * say (RFC 3262).
   */
  public CallOptions reliableProvisionals(ReliableProvisionals policy) {
    var copy = copy();
    copy.reliableProvisionals = policy;
    return copy;
  }

  /**
   * Whether this call ends by itself when a side is gone, in place of what the endpoint's options
   * say (RFC 4028).
   */
  public CallOptions sessionTimers(SessionTimers policy) {
    var copy = copy();
    copy.sessionTimers = policy;
    return copy;
  }

  /** An object of the application's in {@link Call#attributes}, there before the first event. */
  public CallOptions attribute(String key, Object value) {
    var more = new HashMap<>(handling.attributes());
    more.put(key, value);
    var copy = copy();
    copy.handling = new Handling(Map.copyOf(more), handling.ownEvents(), handling.handler());
    return copy;
  }

  /** Events of this call go to {@link Call#events()}, not to {@link Endpoint#events()}. */
  public CallOptions ownEvents() {
    var copy = copy();
    copy.handling = new Handling(handling.attributes(), true, handling.handler());
    return copy;
  }

  /** Events of this call go to a handler, one after the other, on a user thread of the call. */
  public CallOptions onEvent(Consumer<CallEvent> eventHandler) {
    var copy = copy();
    copy.handling = new Handling(handling.attributes(), true, eventHandler);
    return copy;
  }

  Uri target() {
    return target;
  }

  @Nullable NameAddr from() {
    return identity.from();
  }

  CallerIdentity identity() {
    return identity;
  }

  @Nullable SessionDescription offer() {
    return offer;
  }

  @Nullable RequestBody body() {
    return body;
  }

  @Nullable SessionDescription lateAnswer() {
    return lateAnswer;
  }

  List<HeaderRow> headers() {
    return headers;
  }

  @Nullable Uri nextHop() {
    return way.nextHop();
  }

  @Nullable Duration answerWithin() {
    return answerWithin;
  }

  /** The endpoint's settings, with what this call does differently. */
  UaSettings applyTo(UaSettings settings) {
    if (reliableProvisionals == null && sessionTimers == null) {
      return settings;
    }
    var extensions = settings.extensions();
    if (reliableProvisionals != null) {
      extensions = extensions.withReliableProvisionals(reliableProvisionals);
    }
    if (sessionTimers != null) {
      extensions = extensions.withSessionTimers(sessionTimers);
    }
    return settings.toBuilder().extensions(extensions).build();
  }

  @Nullable Integer maxForwards() {
    return way.maxForwards();
  }

  Map<String, Object> attributes() {
    return handling.attributes();
  }

  boolean hasOwnEvents() {
    return handling.ownEvents();
  }

  @Nullable Consumer<CallEvent> handler() {
    return handling.handler();
  }
}

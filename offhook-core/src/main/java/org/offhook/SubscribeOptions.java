package org.offhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.ResourceList;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.ua.EventLists;

/**
 * What is subscribed to, and how (RFC 6665 §4.1.2.1). Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * endpoint.subscribe(
 *     SubscribeOptions.to("sip:bob@example.com", "presence")
 *         .accept(MediaType.parse("application/pidf+xml"))
 *         .expires(Duration.ofMinutes(10)));
 * }</pre>
 */
public final class SubscribeOptions implements OutgoingOptions<SubscribeOptions> {

  private final @Nullable Uri target;
  private ParameterizedToken event;
  private Duration expires = Duration.ofHours(1);
  private List<MediaType> accept = List.of();
  private CallerIdentity identity = CallerIdentity.OWN;
  private @Nullable RequestBody body;
  private List<HeaderRow> headers = List.of();
  private @Nullable String callId;
  private @Nullable Uri nextHop;
  private @Nullable Consumer<SubscriptionEvent> handler;
  private boolean ownEvents;
  private Breadth breadth = new Breadth(false, false);

  /** How much one SUBSCRIBE may bring: several dialogs, several resources. */
  private record Breadth(boolean allForks, boolean resourceList) {}

  private SubscribeOptions(@Nullable Uri target, ParameterizedToken event) {
    this.target = target;
    this.event = event;
  }

  /**
   * To the state of {@code target}, by an event package such as {@code presence}.
   *
   * @throws IllegalArgumentException if that is no URI, or the package's name no token
   */
  public static SubscribeOptions to(String target, String eventPackage) {
    return new SubscribeOptions(Uri.parse(target), ParameterizedToken.parse(eventPackage));
  }

  /** Inside a call, to its peer: for {@link Call#subscribe}. */
  public static SubscribeOptions of(String eventPackage) {
    return new SubscribeOptions(null, ParameterizedToken.parse(eventPackage));
  }

  private SubscribeOptions copy() {
    var copy = new SubscribeOptions(target, event);
    copy.expires = expires;
    copy.accept = accept;
    copy.identity = identity;
    copy.body = body;
    copy.headers = headers;
    copy.callId = callId;
    copy.nextHop = nextHop;
    copy.handler = handler;
    copy.ownEvents = ownEvents;
    copy.breadth = breadth;
    return copy;
  }

  /**
   * The Call-ID of its dialogs, where it makes some: each attempt has it, with a From tag of its
   * own. Default: a new one for each. Without effect in a call.
   *
   * @throws IllegalArgumentException if it is no Call-ID
   */
  public SubscribeOptions callId(String id) {
    var copy = copy();
    copy.callId = CallIds.checked(id);
    return copy;
  }

  @Nullable String callId() {
    return callId;
  }

  /** How long it shall last before each refresh, in whole seconds; default one hour. */
  public SubscribeOptions expires(Duration time) {
    if (time.toSeconds() < 1 || time.toSeconds() > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "a subscription lasts 1 to 4294967295 seconds, not " + time + "; use fetch() for none");
    }
    var copy = copy();
    copy.expires = time;
    return copy;
  }

  /** Asks for the state once: there is no subscription afterwards (RFC 6665 §4.4.3). */
  public SubscribeOptions fetch() {
    var copy = copy();
    copy.expires = Duration.ZERO;
    return copy;
  }

  /**
   * The types that bodies may have; others are refused with 415. Default: no Accept, any type is
   * taken.
   */
  public SubscribeOptions accept(MediaType... types) {
    var copy = copy();
    copy.accept = List.of(types);
    return copy;
  }

  /**
   * The target may be a list of resources, whose states come as one {@link ResourceList}: {@code
   * Supported: eventlist}, which is sent nowhere else, and its two types in Accept beside those of
   * {@link #accept} (RFC 4662 §3); without those beside the package's own type, or any where the
   * package is not known. A notifier that has no list of that name tells the state of one resource
   * as always.
   *
   * <pre>{@code
   * var friends = endpoint.subscribe(
   *     SubscribeOptions.to("sip:friends@example.com", "presence").resourceList());
   * friends.awaitOk().state(BodyFormat.RESOURCE_LIST).ifPresent(System.out::println);
   * }</pre>
   */
  public SubscribeOptions resourceList() {
    var copy = copy();
    copy.breadth = new Breadth(breadth.allForks(), true);
    return copy;
  }

  /** The id that tells it apart from others of the same package in one dialog. */
  public SubscribeOptions eventId(String id) {
    return eventParameter("id", id);
  }

  /** One more parameter of Event. */
  public SubscribeOptions eventParameter(String name, @Nullable String value) {
    var copy = copy();
    copy.event = event.with(name, value);
    return copy;
  }

  /** A body, such as a filter (RFC 4660). */
  public SubscribeOptions body(MediaType type, byte[] bytes) {
    var copy = copy();
    copy.body = new RequestBody(type, bytes.clone());
    return copy;
  }

  /** Who asks, in place of the endpoint's own address of record. */
  @Override
  public SubscribeOptions from(NameAddr sender) {
    var copy = copy();
    copy.identity = identity.withFrom(sender);
    return copy;
  }

  /** One more header row in each SUBSCRIBE that begins it. */
  @Override
  public SubscribeOptions header(String name, String value) {
    var copy = copy();
    copy.headers = HeaderRow.plus(headers, new HeaderRow(name, value));
    return copy;
  }

  /** Where to send it, whatever its Request-URI and the outbound proxy say. */
  @Override
  public SubscribeOptions nextHop(String uri) {
    var copy = copy();
    copy.nextHop = Uri.parse(uri);
    return copy;
  }

  /**
   * Listens to every notifier that a forked SUBSCRIBE reaches, told apart by {@link
   * Notification#notifier} (RFC 6665 §4.1.4). Default: to the first one.
   */
  public SubscribeOptions allForks() {
    var copy = copy();
    copy.breadth = new Breadth(true, breadth.resourceList());
    return copy;
  }

  /** Its events go to a queue of its own, {@link Subscription#events}. */
  public SubscribeOptions ownEvents() {
    var copy = copy();
    copy.ownEvents = true;
    return copy;
  }

  /** Its events go to this handler, in order, on a user thread of the subscription. */
  public SubscribeOptions onEvent(Consumer<SubscriptionEvent> taker) {
    var copy = copy();
    copy.handler = taker;
    return copy;
  }

  /** Writes who asks, header rows and a body into a SUBSCRIBE that begins it. */
  SipRequest.Builder writeTo(SipRequest.Builder builder) {
    identity.writeTo(builder);
    if (breadth.resourceList()) {
      builder.add(HeaderName.SUPPORTED, EventLists.OPTION_TAG);
    }
    headers.forEach(row -> builder.raw(row.name(), row.value()));
    return body == null ? builder : builder.body(body.type(), body.bytes());
  }

  /** What a SUBSCRIBE asks for that the application wrote by these options. */
  SubscribeOptions saidBy(SipRequest subscribe) {
    var headers = subscribe.headers();
    var said = headers.get(HeaderName.EVENT);
    if (said.isEmpty() || !subscribe.method().equals(Method.SUBSCRIBE)) {
      throw new IllegalArgumentException("this is no SUBSCRIBE with one good Event");
    }
    var copy = copy();
    copy.event = said.get();
    copy.expires = headers.get(HeaderName.EXPIRES).map(Duration::ofSeconds).orElse(expires);
    copy.accept = headers.all(HeaderName.ACCEPT);
    return copy;
  }

  @Nullable Uri target() {
    return target;
  }

  ParameterizedToken event() {
    return event;
  }

  long seconds() {
    return expires.toSeconds();
  }

  List<MediaType> accept() {
    if (!breadth.resourceList()) {
      return accept;
    }
    var types = new ArrayList<>(accept);
    if (types.isEmpty()) {
      var own = BodyFormat.of(event.value());
      types.add(own.isPresent() ? own.get().mediaType() : MediaType.of("*", "*"));
    }
    types.addAll(List.of(ResourceList.TYPE, ResourceList.RLMI));
    return types;
  }

  CallerIdentity identity() {
    return identity;
  }

  @Nullable Uri nextHop() {
    return nextHop;
  }

  @Nullable Consumer<SubscriptionEvent> handler() {
    return handler;
  }

  boolean hasOwnEvents() {
    return ownEvents;
  }

  boolean takesAllForks() {
    return breadth.allForks();
  }

  boolean wantsResourceList() {
    return breadth.resourceList();
  }

  @Override
  public String toString() {
    return "subscribe to " + event + (target == null ? "" : " of " + target);
  }
}

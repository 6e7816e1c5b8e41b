package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;

/**
 * What is published, where, and how (RFC 3903 §4.1). Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * endpoint.publish(
 *     PublishOptions.of("sip:alice@example.com", "presence", state).expires(Duration.ofMinutes(10)));
 * }</pre>
 */
public final class PublishOptions implements OutgoingOptions<PublishOptions> {

  /** What the options say, in words of their own. */
  private static final Set<HeaderName<?>> SAID =
      Set.of(HeaderName.EVENT, HeaderName.EXPIRES, HeaderName.SIP_IF_MATCH);

  private final Uri target;
  private final ParameterizedToken event;
  private final NotifyBody state;
  private Duration expires = Duration.ofHours(1);
  private @Nullable NameAddr from;
  private List<HeaderRow> headers = List.of();
  private @Nullable Uri nextHop;
  private @Nullable String callId;
  private boolean keptOnClose;

  private PublishOptions(Uri target, ParameterizedToken event, NotifyBody state) {
    this.target = target;
    this.event = event;
    this.state = state;
  }

  /**
   * The state of {@code target} for an event package such as {@code presence}.
   *
   * @throws IllegalArgumentException if that is no URI, or the package's name no token
   */
  public static PublishOptions of(String target, String eventPackage, NotifyBody state) {
    return new PublishOptions(Uri.parse(target), ParameterizedToken.parse(eventPackage), state);
  }

  /**
   * What a PUBLISH says that the application wrote: its Request-URI, Event, body, From, Call-ID and
   * Expires, and other rows as they are; SIP-If-Match is left out, which the publication knows. A
   * body without a type is text. Expires 0, which removes a state, is no time to publish one: an
   * hour stands here then.
   *
   * <pre>{@code
   * endpoint.publish(PublishOptions.of(request).nextHop("sip:10.0.0.7"));
   * }</pre>
   *
   * @throws IllegalArgumentException if it is no PUBLISH, or Event or Expires cannot be read
   */
  public static PublishOptions of(SipRequest publish) {
    var headers = publish.headers();
    var event = headers.get(HeaderName.EVENT).orElse(null);
    if (!publish.method().equals(Method.PUBLISH)
        || event == null
        || headers.fault(HeaderName.EXPIRES).isPresent()) {
      throw new IllegalArgumentException("this is no PUBLISH with Event, and a time in Expires");
    }
    var type = publish.contentType().orElse(MediaType.TEXT_PLAIN);
    var options =
        new PublishOptions(publish.requestUri(), event, NotifyBody.of(type, publish.body()))
            .from(publish.from().without("tag"))
            .callId(publish.callId());
    long seconds = headers.get(HeaderName.EXPIRES).orElse(0L);
    if (seconds > 0) {
      options = options.expires(Duration.ofSeconds(seconds));
    }
    for (var row : headers) {
      var known = HeaderName.find(row.name());
      if (known.filter(name -> Draft.OWN.contains(name) || SAID.contains(name)).isEmpty()) {
        options = options.header(row.name(), row.value());
      }
    }
    return options;
  }

  private PublishOptions copy() {
    var copy = new PublishOptions(target, event, state);
    copy.expires = expires;
    copy.from = from;
    copy.headers = headers;
    copy.nextHop = nextHop;
    copy.callId = callId;
    copy.keptOnClose = keptOnClose;
    return copy;
  }

  /** How long it shall last before each refresh, in whole seconds; default one hour. */
  public PublishOptions expires(Duration time) {
    if (time.toSeconds() < 1 || time.toSeconds() > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "a state is published for 1 to 4294967295 seconds, not " + time);
    }
    var copy = copy();
    copy.expires = time;
    return copy;
  }

  /** Who publishes, in place of the endpoint's own address of record. */
  @Override
  public PublishOptions from(NameAddr sender) {
    var copy = copy();
    copy.from = sender;
    return copy;
  }

  /** One more header row in each PUBLISH, in place of one that is written by itself. */
  @Override
  public PublishOptions header(String name, String value) {
    var copy = copy();
    copy.headers = HeaderRow.plus(headers, new HeaderRow(name, value));
    return copy;
  }

  /** Where to send it, whatever its Request-URI and the outbound proxy say. */
  @Override
  public PublishOptions nextHop(String uri) {
    var copy = copy();
    copy.nextHop = Uri.parse(uri);
    return copy;
  }

  /** The Call-ID of all PUBLISHs; made up by default. */
  public PublishOptions callId(String id) {
    var copy = copy();
    copy.callId = CallIds.checked(id);
    return copy;
  }

  /** Leaves the state at the server when the endpoint closes, until it expires. */
  public PublishOptions keepOnClose() {
    var copy = copy();
    copy.keptOnClose = true;
    return copy;
  }

  Uri target() {
    return target;
  }

  ParameterizedToken event() {
    return event;
  }

  NotifyBody state() {
    return state;
  }

  long seconds() {
    return expires.toSeconds();
  }

  @Nullable NameAddr from() {
    return from;
  }

  List<HeaderRow> headers() {
    return headers;
  }

  @Nullable Uri nextHop() {
    return nextHop;
  }

  @Nullable String callId() {
    return callId;
  }

  boolean isKeptOnClose() {
    return keptOnClose;
  }

  @Override
  public String toString() {
    return event + " of " + target;
  }
}

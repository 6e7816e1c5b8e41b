package org.offhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Privacy;
import org.offhook.message.Uri;

/**
 * A request of any method outside a call. Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * endpoint.request(RequestOptions.of(Method.MESSAGE, "sip:bob@example.com").text("hello"));
 * }</pre>
 */
public final class RequestOptions implements OutgoingOptions<RequestOptions> {

  private final Method method;
  private final Uri target;
  private CallerIdentity identity = CallerIdentity.OWN;
  private @Nullable RequestBody body;
  private List<HeaderRow> headers = List.of();
  private @Nullable Uri nextHop;

  private RequestOptions(Method method, Uri target) {
    if (method.equals(Method.INVITE) || method.equals(Method.ACK) || method.equals(Method.CANCEL)) {
      throw new IllegalArgumentException(
          method + " is not sent alone; use Endpoint.call and its verbs");
    }
    this.method = method;
    this.target = target;
  }

  /**
   * A request to {@code target}. Header fields inside the URI that cannot harm, such as Subject,
   * become rows of the request (RFC 3261 §19.1.5).
   *
   * @throws IllegalArgumentException if that is no URI, or the method makes a call
   */
  public static RequestOptions of(Method method, String target) {
    return new RequestOptions(method, Uri.parse(target));
  }

  private RequestOptions copy() {
    var copy = new RequestOptions(method, target);
    copy.identity = identity;
    copy.body = body;
    copy.headers = headers;
    copy.nextHop = nextHop;
    return copy;
  }

  /** A body of any type. */
  public RequestOptions body(MediaType type, byte[] bytes) {
    var copy = copy();
    copy.body = new RequestBody(type, bytes.clone());
    return copy;
  }

  /** A body of plain text in UTF-8. */
  public RequestOptions text(String text) {
    return body(
        MediaType.parse("text/plain;charset=UTF-8"),
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Who asks, in place of the endpoint's own address of record. */
  @Override
  public RequestOptions from(NameAddr sender) {
    var copy = copy();
    copy.identity = identity.withFrom(sender);
    return copy;
  }

  /**
   * Without a name: From is {@code anonymous.invalid}, Contact has no user, and servers are asked
   * to keep the asserted identity to themselves (RFC 3323 §4.1, {@link Privacy#ID}).
   */
  public RequestOptions anonymous() {
    return anonymous(Privacy.ID);
  }

  /** As {@link #anonymous()}, asking servers for other privacy. */
  public RequestOptions anonymous(Privacy privacy) {
    var copy = copy();
    copy.identity = identity.anonymous(privacy);
    return copy;
  }

  /** Asks servers for privacy, with From as it is (RFC 3323 §4.2). */
  public RequestOptions privacy(Privacy privacy) {
    var copy = copy();
    copy.identity = identity.withPrivacy(privacy);
    return copy;
  }

  /**
   * Which of the user's identities a trusted server should assert (RFC 3325 §9.2): one address, one
   * telephone number, or one of each.
   */
  public RequestOptions preferredIdentity(NameAddr... identities) {
    var copy = copy();
    copy.identity = identity.withPreferred(List.of(identities));
    return copy;
  }

  /** One more header row. */
  @Override
  public RequestOptions header(String name, String value) {
    var copy = copy();
    copy.headers = HeaderRow.plus(headers, new HeaderRow(name, value));
    return copy;
  }

  /** Where to send it, whatever its Request-URI and the outbound proxy say. */
  @Override
  public RequestOptions nextHop(String uri) {
    var copy = copy();
    copy.nextHop = Uri.parse(uri);
    return copy;
  }

  Method method() {
    return method;
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

  @Nullable RequestBody body() {
    return body;
  }

  List<HeaderRow> headers() {
    return headers;
  }

  @Nullable Uri nextHop() {
    return nextHop;
  }
}

package org.offhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;

/**
 * A request that is built but not sent: look at it, edit it, send it. Its Call-ID, From tag and
 * CSeq are assigned; Via and Contact follow when it is known what it travels on. Immutable; any
 * thread.
 *
 * <pre>{@code
 * endpoint.prepare(RequestOptions.of(Method.MESSAGE, "sip:bob@example.com").text("hi"))
 *     .edit(request -> request.set(HeaderName.SUBJECT, "greeting"))
 *     .send();
 * }</pre>
 *
 * @param <R> what sending gives
 */
public final class Draft<R> {

  private static final List<HeaderName<?>> MANDATORY =
      List.of(HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ);

  /** What a request has once and a new one has of its own, and what belongs to its body. */
  static final Set<HeaderName<?>> OWN =
      Set.of(
          HeaderName.VIA,
          HeaderName.FROM,
          HeaderName.TO,
          HeaderName.CALL_ID,
          HeaderName.CSEQ,
          HeaderName.MAX_FORWARDS,
          HeaderName.CONTENT_TYPE,
          HeaderName.CONTENT_LENGTH);

  private final SipRequest request;
  private final Function<SipRequest, R> sender;

  Draft(SipRequest request, Function<SipRequest, R> sender) {
    this.request = request;
    this.sender = sender;
  }

  /** The request as it stands. */
  public SipRequest request() {
    return request;
  }

  /**
   * The same with changes.
   *
   * @throws IllegalArgumentException if it would be no request any more (RFC 3261 §8.1.1): From,
   *     To, Call-ID or CSeq is gone or faulty
   */
  public Draft<R> edit(UnaryOperator<SipRequest.Builder> edit) {
    return new Draft<>(whole(edit.apply(request.toBuilder()).build()), sender);
  }

  /** The request, if it has what every request must have. */
  static SipRequest whole(SipRequest request) {
    var headers = request.headers();
    for (var name : MANDATORY) {
      if (headers.all(name).size() != 1) {
        throw new IllegalArgumentException(
            "a request needs one good " + name.name() + " row, and this one has not");
      }
    }
    if (!request.cSeq().method().equals(request.method())) {
      throw new IllegalArgumentException(
          "CSeq names " + request.cSeq().method() + " in a request " + request.method());
    }
    return request;
  }

  /** The rows that an edit added or changed, but for those that identify a request or its body. */
  static List<HeaderField> changed(SipRequest before, SipRequest after) {
    var rows = new ArrayList<HeaderField>();
    for (var row : after.headers()) {
      boolean own = HeaderName.find(row.name()).filter(OWN::contains).isPresent();
      var now = after.headers().texts(row.name());
      if (!own && !before.headers().texts(row.name()).equals(now)) {
        rows.add(row);
      }
    }
    return List.copyOf(rows);
  }

  /**
   * Sends it. A draft that is sent twice makes the same request twice: edit its Call-ID first.
   * Those of {@link Call#prepare} become a new request of the call's dialog each time.
   */
  public R send() {
    return sender.apply(request);
  }
}

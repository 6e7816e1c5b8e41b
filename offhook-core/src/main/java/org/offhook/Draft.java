package org.offhook;

import java.util.function.Function;
import java.util.function.UnaryOperator;
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

  /** The same with changes. */
  public Draft<R> edit(UnaryOperator<SipRequest.Builder> edit) {
    return new Draft<>(edit.apply(request.toBuilder()).build(), sender);
  }

  /** Sends it. A draft that is sent twice makes the same request twice: edit its Call-ID first. */
  public R send() {
    return sender.apply(request);
  }
}

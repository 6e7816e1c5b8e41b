package org.offhook.request;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;
import org.offhook.ua.Automatic;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.UserAgentCore;

/**
 * One request that is sent for its answer alone, such as OPTIONS as a probe (RFC 3261 §11.1) or
 * MESSAGE (RFC 3428 §4): any method but INVITE, ACK and CANCEL.
 */
public final class OutgoingRequestUse {

  /** Is told what becomes of the request; the end is one {@link #answered} or {@link #failed}. */
  public interface Listener {

    /** A provisional answer. */
    default void provisional(SipResponse response) {}

    /**
     * The final answer.
     *
     * @param roundTripNanos from the first sending on, challenges and repeats included
     */
    void answered(SipResponse response, SipRequest asSent, long roundTripNanos);

    /** There is no final answer. */
    void failed(SendFailure failure);

    /** An automatic step waits for {@link Sending#proceed} or {@link Sending#decline}. */
    default void asks(Automatic action, SipResponse response, Sending sending) {
      sending.decline();
    }
  }

  private final UserAgentCore core;
  private final Outgoing out;
  private final Listener listener;
  private long begun;
  private @Nullable Sending sending;

  /** Prepares; {@link #start} sends. */
  public OutgoingRequestUse(UserAgentCore core, Outgoing out, Listener listener) {
    this.core = core;
    this.out = out;
    this.listener = listener;
  }

  /** Starts an OPTIONS that asks a server or user what it can do. */
  public static SipRequest.Builder options(UserAgentCore core, Uri target) {
    var builder = core.newRequest(Method.OPTIONS, target);
    var accept = core.settings().capabilities().acceptFor(Method.INVITE);
    return accept.isEmpty() ? builder : builder.setAll(HeaderName.ACCEPT, accept);
  }

  /** Starts a MESSAGE; it has no Contact and makes no dialog (RFC 3428 §4). */
  public static SipRequest.Builder message(
      UserAgentCore core, Uri target, MediaType type, byte[] body) {
    return core.newRequest(Method.MESSAGE, target).body(type, body);
  }

  /** Sends the request. */
  public void start() {
    begun = core.loop().time().nanos();
    sending = core.sender().send(out, new Answers());
  }

  /** Gives up: nothing more is sent, and the listener is told so. */
  public void cancel() {
    if (sending != null) {
      sending.cancel(List.of());
    }
  }

  private final class Answers implements SendHandler {

    @Override
    public void provisional(SipResponse response) {
      listener.provisional(response);
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      listener.answered(response, asSent, core.loop().time().nanos() - begun);
    }

    @Override
    public void failed(SendFailure failure) {
      listener.failed(failure);
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending asked) {
      listener.asks(action, response, asked);
    }
  }
}

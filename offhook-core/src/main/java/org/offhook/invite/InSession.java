package org.offhook.invite;

import java.util.Set;
import org.offhook.dialog.Dialog;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transport.Flow;
import org.offhook.ua.Automatic;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/**
 * Watches a request inside a session for answers that end it: RFC 3261 §12.2.1.2, RFC 5057 §5.1.
 */
record InSession(InviteSession session, SendHandler handler) implements SendHandler {

  private static final Set<Method> INTEGRAL =
      Set.of(Method.INVITE, Method.ACK, Method.BYE, Method.CANCEL, Method.PRACK);

  @Override
  public void sent(SipRequest asSent, Flow flow) {
    handler.sent(asSent, flow);
  }

  @Override
  public void provisional(SipResponse response) {
    handler.provisional(response);
  }

  @Override
  public void asks(Automatic action, SipResponse response, Sending sending) {
    handler.asks(action, response, sending);
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    if (response.status().isSuccess() && Dialog.refreshesTarget(asSent.method())) {
      session.tell().heard(response);
    }
    handler.finalResponse(response, asSent);
    if (!response.status().isSuccess() && !isBeside(asSent.method(), response.status())) {
      session.failure(
          response.status(),
          response,
          asSent.method() + " was answered with " + response.status().code());
    }
  }

  /**
   * A peer that does not know INFO, MESSAGE, UPDATE or an extension says so without harm to the
   * call: such a method is not integral to it (RFC 5057 §5.1).
   */
  private static boolean isBeside(Method method, Status status) {
    return !INTEGRAL.contains(method)
        && (status.code() == 405 || status.code() == 489 || status.code() == 501);
  }

  @Override
  public void failed(SendFailure failure) {
    handler.failed(failure);
    if (failure.kind() == SendFailure.Kind.TIMEOUT) {
      session.failure(Status.REQUEST_TIMEOUT, null, "the peer does not answer any more");
    }
  }
}

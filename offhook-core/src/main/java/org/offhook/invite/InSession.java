package org.offhook.invite;

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
    handler.finalResponse(response, asSent);
    if (!response.status().isSuccess()) {
      session.failure(
          response.status(),
          response,
          asSent.method() + " was answered with " + response.status().code());
    }
  }

  @Override
  public void failed(SendFailure failure) {
    handler.failed(failure);
    if (failure.kind() == SendFailure.Kind.TIMEOUT) {
      session.failure(Status.REQUEST_TIMEOUT, null, "the peer does not answer any more");
    }
  }
}

package org.offhook;

import java.time.Duration;
import java.util.List;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/** One request on its way, and the {@link Pending} that waits for it. On the loop. */
final class RequestRun implements SendHandler {

  /** Asks the application about a step that is set to MANUAL. */
  interface Asking {
    void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline);
  }

  private final EndpointCore endpoint;
  private final Pending<RequestOutcome> result;
  private final Asking asking;
  private final long begun;
  private List<String> tried = List.of();

  RequestRun(EndpointCore endpoint, Pending<RequestOutcome> result, Asking asking) {
    this.endpoint = endpoint;
    this.result = result;
    this.asking = asking;
    this.begun = endpoint.loop().time().nanos();
    endpoint.requestBegun(this);
  }

  @Override
  public void tried(List<String> inVain) {
    tried = inVain;
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    endpoint.requestOver(this);
    result.complete(
        new RequestOutcome.Answered(
            response, Duration.ofNanos(endpoint.loop().time().nanos() - begun), tried));
  }

  @Override
  public void failed(SendFailure failure) {
    endpoint.requestOver(this);
    result.complete(
        new RequestOutcome.Failed(
            failure.reason(), failure.tried(), failure.kind() == SendFailure.Kind.TIMEOUT));
  }

  @Override
  public void asks(Automatic action, SipResponse response, Sending sending) {
    asking.asks(action, response, sending::proceed, sending::decline);
  }

  /** It was not sent. */
  void failed(String reason) {
    endpoint.requestOver(this);
    result.complete(new RequestOutcome.Failed(reason, List.of(), false));
  }

  /** The endpoint is gone. */
  void cutOff() {
    cutOff(result);
  }

  /** As {@link #cutOff()}, for one that was not begun. */
  static void cutOff(Pending<RequestOutcome> result) {
    result.complete(new RequestOutcome.Failed("the endpoint was closed", List.of(), false));
  }
}

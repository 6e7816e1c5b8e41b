package org.offhook;

/** A request outside any call, such as MESSAGE or OPTIONS. See {@link SipEvent} for an example. */
public sealed interface RequestEvent extends SipEvent {

  /** A request that waits for the application's answer. */
  final class Received implements RequestEvent {
    private final IncomingRequest request;

    Received(IncomingRequest request) {
      this.request = request;
    }

    @Override
    public IncomingRequest request() {
      return request;
    }

    @Override
    public String toString() {
      return "received " + request;
    }
  }

  /** The branch for events that later versions add. */
  non-sealed interface Unlisted extends RequestEvent {}

  /** The request, with its verbs. */
  IncomingRequest request();

  @Override
  default Object subject() {
    return request();
  }
}

package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.transport.Listening;
import org.offhook.transport.SentBy;

/** Something that happened to the endpoint itself. See {@link SipEvent} for an example. */
public sealed interface EndpointEvent extends SipEvent {

  /** Events were lost here, since nobody took them in time. */
  final class Overflowed implements EndpointEvent {
    private final Endpoint endpoint;
    private final long lost;

    Overflowed(Endpoint endpoint, long lost) {
      this.endpoint = endpoint;
      this.lost = lost;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    /** How many. */
    public long lost() {
      return lost;
    }

    @Override
    public String toString() {
      return lost + " events lost";
    }
  }

  /**
   * A handler, hook or function of the application threw, or this library did where it should not.
   * What had to be answered was answered with 500; a request that could not be rewritten has
   * failed.
   */
  final class HandlerFailed implements EndpointEvent {
    private final Endpoint endpoint;
    private final Throwable failure;

    HandlerFailed(Endpoint endpoint, Throwable failure) {
      this.endpoint = endpoint;
      this.failure = failure;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    /** What it threw. */
    public Throwable failure() {
      return failure;
    }

    @Override
    public String toString() {
      return "a handler failed: " + failure;
    }
  }

  /**
   * A step of a request outside any call, or of the BYE of a call that has ended, is set to MANUAL
   * and waits for the application.
   */
  final class Asked implements EndpointEvent {
    private final Endpoint endpoint;
    private final AskedStep step;

    Asked(Endpoint endpoint, AskedStep step) {
      this.endpoint = endpoint;
      this.step = step;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    /** The step with its verbs. */
    public AskedStep step() {
      return step;
    }

    @Override
    public Optional<AskedStep> asked() {
      return Optional.of(step);
    }

    @Override
    public String toString() {
      return "asks: " + step;
    }
  }

  /** The endpoint was closed: the last event of all, with which a loop over the events ends. */
  final class Closed implements EndpointEvent {
    private final Endpoint endpoint;

    Closed(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    @Override
    public String toString() {
      return "the endpoint was closed";
    }
  }

  /**
   * A registrar or STUN server sees this endpoint at another address than before; registrations
   * that show the old one are renewed by the library. See {@link Endpoint#publicAddress}.
   */
  final class PublicAddressChanged implements Unlisted {
    private final Endpoint endpoint;
    private final Listening socket;
    private final @Nullable SentBy address;

    PublicAddressChanged(Endpoint endpoint, Listening socket, @Nullable SentBy address) {
      this.endpoint = endpoint;
      this.socket = socket;
      this.address = address;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    /** The local socket. */
    public Listening socket() {
      return socket;
    }

    /** Where it is seen, as host and port; empty: at its own address. */
    public Optional<String> address() {
      return Optional.ofNullable(address).map(SentBy::toString);
    }

    @Override
    public String toString() {
      return socket + " is seen at " + (address == null ? "its own address" : address);
    }
  }

  /**
   * A call has ended, and nothing of it is on its way any more: the BYE of this side, if there was
   * one, has its answer after all automatic steps, or gets none. Follows {@link CallEvent.Ended},
   * where {@link EndpointOptions.Builder#exchanges} asks for it.
   */
  final class CallLeft implements Unlisted {
    private final Endpoint endpoint;
    private final Call call;

    CallLeft(Endpoint endpoint, Call call) {
      this.endpoint = endpoint;
      this.call = call;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    /** The call. */
    public Call call() {
      return call;
    }

    @Override
    public String toString() {
      return call + " has left";
    }
  }

  /** The branch for events that later versions add. */
  non-sealed interface Unlisted extends EndpointEvent {}

  /** The endpoint. */
  Endpoint endpoint();

  @Override
  default Object subject() {
    return endpoint();
  }
}

package org.offhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.publish.PublicationFailure;
import org.offhook.publish.PublicationListener;
import org.offhook.publish.PublicationUse;
import org.offhook.publish.PublishPlan;
import org.offhook.ua.Automatic;

/**
 * A state that this endpoint published (RFC 3903 §4), and keeps published until it is removed or
 * the endpoint closes: {@link Endpoint#publish(String, String, NotifyBody)}. It is refreshed in
 * time, published anew where the server forgot it, and tried again after failures that may pass.
 * Any thread.
 *
 * <pre>{@code
 * var publication = endpoint.publish("sip:alice@example.com", "presence", open);
 * publication.awaitOk();
 * publication.modify(closed);
 * publication.remove().await();
 * }</pre>
 */
public final class Publication {

  private final EndpointCore endpoint;
  private final PublishOptions wanted;
  private final Pending<PublicationOutcome> first;
  private final Attributes attributes = new Attributes();
  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>(1);
  private volatile @Nullable PublicationOutcome latest;
  private @Nullable PublicationUse use;
  private boolean closing;

  /** A verb, done by the PUBLISH of that number or by one after it. */
  private record Waiter(long publish, Pending<PublicationOutcome> result) {}

  private Publication(EndpointCore endpoint, PublishOptions wanted) {
    this.endpoint = endpoint;
    this.wanted = wanted;
    this.first = endpoint.pending();
  }

  /** Publishes. Any thread. */
  static Publication begin(EndpointCore endpoint, PublishOptions wanted) {
    var publication = new Publication(endpoint, wanted);
    endpoint.command(publication::start, () -> publication.first.complete(closed()));
    return publication;
  }

  private static PublicationOutcome closed() {
    return new PublicationOutcome.Failed("the endpoint was closed", false);
  }

  private void start() {
    if (endpoint.isClosing()) {
      first.complete(closed());
      return;
    }
    use =
        new PublicationUse(
            endpoint.core(), plan(wanted), wanted.state().published(), new Watching());
    go(use, first, PublicationUse::publish);
  }

  private static PublishPlan plan(PublishOptions wanted) {
    return new PublishPlan(
        wanted.target(),
        wanted.from(),
        wanted.event(),
        wanted.seconds(),
        EndpointCore.fields(wanted.headers()),
        wanted.nextHop(),
        wanted.callId());
  }

  /** How the first attempt ended; what follows is told as events. */
  public Pending<PublicationOutcome> outcome() {
    return first;
  }

  /**
   * Waits for the first attempt and insists that it succeeds.
   *
   * @throws OutcomeException if it did not
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Publication awaitOk() throws InterruptedException {
    first.awaitOk();
    return this;
  }

  /** How the latest attempt ended, if one has. */
  public Optional<PublicationOutcome> latest() {
    return Optional.ofNullable(latest);
  }

  /** Publishes another state in place of the one before; anew where it was removed. */
  public Pending<PublicationOutcome> modify(NotifyBody state) {
    return ask(running -> running.publish(state.published()));
  }

  /**
   * As {@link #modify(NotifyBody)}, and from now on for the time and with the header rows that are
   * given here; the Call-ID stays.
   *
   * <pre>{@code
   * publication.modify(
   *     PublishOptions.of("sip:alice@example.com", "presence", closed).header("Priority", "urgent"));
   * }</pre>
   *
   * @throws IllegalArgumentException if it is the state of somebody else, or of another package
   */
  public Pending<PublicationOutcome> modify(PublishOptions other) {
    if (!other.target().equals(wanted.target()) || !other.event().equals(wanted.event())) {
      throw new IllegalArgumentException(
          "this is the publication of " + wanted + "; publish " + other + " by itself");
    }
    var plan = plan(other);
    return ask(running -> running.publish(plan, other.state().published()));
  }

  /** Renews it now. */
  public Pending<PublicationOutcome> refresh() {
    return ask(PublicationUse::refresh);
  }

  /** Removes it from the server; {@link #modify} publishes again. */
  public Pending<PublicationOutcome> remove() {
    return ask(PublicationUse::remove);
  }

  /** The application's own objects. */
  public Attributes attributes() {
    return attributes;
  }

  private interface Verb {
    void on(PublicationUse running);
  }

  private Pending<PublicationOutcome> ask(Verb verb) {
    Pending<PublicationOutcome> result = endpoint.pending();
    Runnable closed = () -> result.complete(closed());
    endpoint.command(
        () -> {
          var running = use;
          if (running == null || closing) {
            closed.run();
          } else {
            go(running, result, verb);
          }
        },
        closed);
    return result;
  }

  private void go(PublicationUse running, Pending<PublicationOutcome> result, Verb verb) {
    endpoint.enter(this);
    waiting.add(new Waiter(running.publishes() + 1, result));
    verb.on(running);
  }

  /** The machine is in another network: the server may be another one; on the loop. */
  void networkChanged() {
    if (use != null && !closing) {
      use.refresh();
    }
  }

  /** Removes the state and ends; on the loop. */
  void endOnLoop() {
    var running = use;
    if (closing) {
      return;
    }
    closing = true;
    if (running == null || wanted.isKeptOnClose()) {
      cutOff();
    } else {
      running.close();
    }
  }

  /** The end: everything that waits completes; on the loop. */
  void cutOff() {
    closing = true;
    if (use != null) {
      use.cutOff();
    }
    waiting.forEach(waiter -> waiter.result().complete(closed()));
    waiting.clear();
    first.complete(closed());
    endpoint.leave(this);
  }

  /** An attempt ended; with the last one that is to be made, nothing is alive any more. */
  private void tell(PublicationOutcome outcome, boolean last) {
    latest = outcome;
    long landed = use == null ? 0 : use.publishes();
    for (var waiter : List.copyOf(waiting)) {
      if (waiter.publish() <= landed && waiting.remove(waiter)) {
        waiter.result().complete(outcome);
      }
    }
    endpoint.emit(
        new SubscriptionEvent.PublicationChanged(this, outcome), EventQueue.Room.ORDINARY);
    if (last && closing) {
      cutOff();
    } else if (last && waiting.isEmpty()) {
      endpoint.leave(this);
    }
  }

  private final class Watching implements PublicationListener {

    @Override
    public void published(SipResponse response, Duration granted) {
      tell(new PublicationOutcome.Published(response, granted), false);
    }

    @Override
    public void removed(@Nullable SipResponse response) {
      tell(new PublicationOutcome.Removed(), true);
    }

    @Override
    public void failed(PublicationFailure failure) {
      var response = failure.answer();
      boolean more = failure.retry() != null;
      tell(
          response != null
              ? new PublicationOutcome.Refused(response, failure.reason())
              : new PublicationOutcome.Failed(failure.reason(), failure.timeout()),
          !more);
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      endpoint.emit(
          new SubscriptionEvent.Asked(
              Publication.this, endpoint.step(action, cause, proceed, decline)),
          EventQueue.Room.RESERVED);
    }
  }

  @Override
  public String toString() {
    return "publication of " + wanted;
  }
}

package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;

/**
 * Something that happened to a subscription or a published state, of this side or of a peer (RFC
 * 6665, RFC 3515, RFC 3903).
 *
 * <pre>{@code
 * switch (event) {
 *   case SubscriptionEvent.Notified told -> System.out.println(told.notification().text());
 *   case SubscriptionEvent.Received asked -> asked.subscription().accept(state);
 *   default -> System.out.println(event);
 * }
 * }</pre>
 */
public sealed interface SubscriptionEvent extends SipEvent {

  /**
   * A peer asks, outside any call, that this side call somebody: accept or reject it; left alone it
   * is refused with 603 after 20 seconds. Comes here unless {@link Endpoint#onRefer} has a handler.
   */
  final class ReferReceived implements SubscriptionEvent {
    private final IncomingRefer refer;

    ReferReceived(IncomingRefer refer) {
      this.refer = refer;
    }

    /** What is asked for, with its verbs. */
    public IncomingRefer refer() {
      return refer;
    }

    @Override
    public Object subject() {
      return refer;
    }

    @Override
    public String toString() {
      return "asked to call " + refer.referTo().uri();
    }
  }

  /** A peer that was asked by {@link Endpoint#refer} tells how its call goes. */
  final class ReferProgress implements SubscriptionEvent {
    private final Transfer transfer;
    private final Status status;
    private final SipRequest notify;

    ReferProgress(Transfer transfer, Status status, SipRequest notify) {
      this.transfer = transfer;
      this.status = status;
      this.notify = notify;
    }

    /** What was asked for. */
    public Transfer transfer() {
      return transfer;
    }

    /** What the peer's call met: 100, 180, 200, 486 … */
    public Status status() {
      return status;
    }

    /** The NOTIFY; {@link org.offhook.message.SipFrag} reads its body. */
    public SipRequest notification() {
      return notify;
    }

    @Override
    public Object subject() {
      return transfer;
    }

    @Override
    public String toString() {
      return "refer: " + status.code() + " " + status.reason();
    }
  }

  /** The branch for events that later versions add, and for those below. */
  non-sealed interface Unlisted extends SubscriptionEvent {}

  /** A notifier told a state: a NOTIFY, answered already. */
  final class Notified implements Unlisted {
    private final Subscription subscription;
    private final Notification notification;

    Notified(Subscription subscription, Notification notification) {
      this.subscription = subscription;
      this.notification = notification;
    }

    /** Whose. */
    public Subscription subscription() {
      return subscription;
    }

    /** What was told. */
    public Notification notification() {
      return notification;
    }

    @Override
    public Object subject() {
      return subscription;
    }

    @Override
    public String toString() {
      return subscription + ": " + notification;
    }
  }

  /** A subscription was lost, and is made anew by itself: at once, or after a while. */
  final class Lost implements Unlisted {
    private final Subscription subscription;
    private final SubscriptionOutcome outcome;
    private final Duration retryIn;

    Lost(Subscription subscription, SubscriptionOutcome outcome, Duration retryIn) {
      this.subscription = subscription;
      this.outcome = outcome;
      this.retryIn = retryIn;
    }

    /** Whose. */
    public Subscription subscription() {
      return subscription;
    }

    /** How it was lost. */
    public SubscriptionOutcome outcome() {
      return outcome;
    }

    /** After what time the next attempt follows. */
    public Duration retryIn() {
      return retryIn;
    }

    @Override
    public Object subject() {
      return subscription;
    }

    @Override
    public String toString() {
      return subscription + " is lost: " + outcome.reason();
    }
  }

  /** A subscription of this side is over: its last event. */
  final class Ended implements Unlisted {
    private final Subscription subscription;
    private final SubscriptionOutcome outcome;

    Ended(Subscription subscription, SubscriptionOutcome outcome) {
      this.subscription = subscription;
      this.outcome = outcome;
    }

    /** Whose. */
    public Subscription subscription() {
      return subscription;
    }

    /** How it ended. */
    public SubscriptionOutcome outcome() {
      return outcome;
    }

    @Override
    public Object subject() {
      return subscription;
    }

    @Override
    public String toString() {
      return subscription + " is over: " + outcome.reason();
    }
  }

  /** A step that is set to MANUAL waits for the application: a challenge, a refresh … */
  final class Asked implements Unlisted {
    private final Object subject;
    private final AskedStep step;

    Asked(Object subject, AskedStep step) {
      this.subject = subject;
      this.step = step;
    }

    /** The {@link Subscription}, {@link Notifier} or {@link Publication}. */
    @Override
    public Object subject() {
      return subject;
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
      return subject + " asks: " + step;
    }
  }

  /**
   * A peer wants to be told a state of this side: accept or reject it; left alone it is refused
   * with 480 after 20 seconds. Comes here unless {@link Endpoint#onSubscribe} has a handler.
   */
  final class Received implements Unlisted {
    private final IncomingSubscription subscription;

    Received(IncomingSubscription subscription) {
      this.subscription = subscription;
    }

    /** What is wanted, with its verbs. */
    public IncomingSubscription subscription() {
      return subscription;
    }

    @Override
    public Object subject() {
      return subscription;
    }

    @Override
    public String toString() {
      return "received " + subscription;
    }
  }

  /**
   * A peer refreshed its subscription, and was told the last state again. Where the NOTIFYs are the
   * application's ({@link IncomingSubscription#acceptQuietly}), it is due to tell the state now,
   * and for the last time where Expires of the request is 0.
   */
  final class Refreshed implements Unlisted {
    private final Notifier notifier;
    private final SipRequest request;

    Refreshed(Notifier notifier, SipRequest request) {
      this.notifier = notifier;
      this.request = request;
    }

    /** The subscription, with its verbs. */
    public Notifier notifier() {
      return notifier;
    }

    /** The SUBSCRIBE, which may have a body, such as a filter. */
    public SipRequest request() {
      return request;
    }

    @Override
    public Object subject() {
      return notifier;
    }

    @Override
    public String toString() {
      return notifier + " was refreshed";
    }
  }

  /** A subscription of a peer is over. */
  final class SubscriberGone implements Unlisted {
    private final Notifier notifier;
    private final NotifierEnd end;

    SubscriberGone(Notifier notifier, NotifierEnd end) {
      this.notifier = notifier;
      this.end = end;
    }

    /** Which one. */
    public Notifier notifier() {
      return notifier;
    }

    /** How it ended. */
    public NotifierEnd end() {
      return end;
    }

    @Override
    public Object subject() {
      return notifier;
    }

    @Override
    public String toString() {
      return notifier + " is over: " + end;
    }
  }

  /**
   * A NOTIFY that nobody subscribed to, answered already; only where {@link
   * EndpointOptions.Builder#unsolicitedNotify} lets it in.
   */
  final class Unsolicited implements Unlisted {
    private final Endpoint endpoint;
    private final SipRequest request;

    Unsolicited(Endpoint endpoint, SipRequest request) {
      this.endpoint = endpoint;
      this.request = request;
    }

    /** The NOTIFY. */
    public SipRequest request() {
      return request;
    }

    @Override
    public Object subject() {
      return endpoint;
    }

    @Override
    public String toString() {
      return "unsolicited NOTIFY from " + request.from().uri();
    }
  }

  /** An attempt to publish (first, refresh, change or removal) ended. */
  final class PublicationChanged implements Unlisted {
    private final Publication publication;
    private final PublicationOutcome outcome;

    PublicationChanged(Publication publication, PublicationOutcome outcome) {
      this.publication = publication;
      this.outcome = outcome;
    }

    /** Which one. */
    public Publication publication() {
      return publication;
    }

    /** How it ended. */
    public PublicationOutcome outcome() {
      return outcome;
    }

    @Override
    public Object subject() {
      return publication;
    }

    @Override
    public String toString() {
      return publication + ": " + outcome.reason();
    }
  }

  /** What peers published at this endpoint for an address changed, or a part of it expired. */
  final class StatesChanged implements Unlisted {
    private final Endpoint endpoint;
    private final String address;
    private final String eventPackage;
    private final List<NotifyBody> states;

    StatesChanged(Endpoint endpoint, String address, String eventPackage, List<NotifyBody> states) {
      this.endpoint = endpoint;
      this.address = address;
      this.eventPackage = eventPackage;
      this.states = List.copyOf(states);
    }

    /** Whose, such as {@code sip:alice@example.com}. */
    public String address() {
      return address;
    }

    /** The event package. */
    public String eventPackage() {
      return eventPackage;
    }

    /** All states that there are now, the one changed last at the end; empty if none is left. */
    public List<NotifyBody> states() {
      return states;
    }

    @Override
    public Object subject() {
      return endpoint;
    }

    @Override
    public String toString() {
      return eventPackage + " of " + address + ": " + states.size() + " states";
    }
  }

  /** Events of one subscription were lost, since nobody took them in time. */
  final class Overflowed implements Unlisted {
    private final Object subject;
    private final long lost;

    Overflowed(Object subject, long lost) {
      this.subject = subject;
      this.lost = lost;
    }

    /** The {@link Subscription} or {@link Notifier}. */
    @Override
    public Object subject() {
      return subject;
    }

    /** How many. */
    public long lost() {
      return lost;
    }

    @Override
    public String toString() {
      return lost + " events lost of " + subject;
    }
  }
}

package org.offhook.exosip;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.Answerable;
import org.offhook.CallEvent;
import org.offhook.EndpointEvent;
import org.offhook.EventQueue;
import org.offhook.ExchangeEvent;
import org.offhook.IncomingCall;
import org.offhook.RequestEvent;
import org.offhook.SipEvent;
import org.offhook.SubscriptionEvent;
import org.offhook.SubscriptionWish;
import org.offhook.exosip.Ids.CallEntry;
import org.offhook.exosip.Ids.Owner;
import org.offhook.exosip.Ids.SubscriptionEntry;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * Turns the core's events into the numbered ones: what the transactions exchange gives most of
 * them, and the core's handles are attached to the requests that wait for an answer. Guarded by the
 * context's lock.
 */
final class Translator {

  private static final Set<EventType> NEW =
      Set.of(EventType.CALL_INVITE, EventType.SUBSCRIPTION_NOTIFY, EventType.IN_SUBSCRIPTION_NEW);

  private final Ids ids;
  private final AskedSteps steps;
  private final Queue<ExosipEvent> ready = new ArrayDeque<>();

  Translator(Ids ids, AskedSteps steps) {
    this.ids = ids;
    this.steps = steps;
  }

  /** The next event of what was taken. */
  @Nullable ExosipEvent next() {
    return ready.poll();
  }

  /** Takes what happened, until so many events are ready; how many are. */
  int take(EventQueue<SipEvent> from, int wanted) {
    while (ready.size() < wanted) {
      var more = from.poll();
      if (more.isEmpty()) {
        break;
      }
      take(more.get());
    }
    return ready.size();
  }

  int take(SipEvent event) {
    event.asked().ifPresent(steps::add);
    switch (event) {
      case ExchangeEvent exchange -> exchanged(exchange);
      case CallEvent.Incoming incoming -> incoming(incoming.call());
      case CallEvent.OfferReceived offered -> attach(offered.offer());
      case CallEvent.RequestReceived received -> attach(received.request());
      case CallEvent.TransferRequested wanted -> {
        ids.find(CallEntry.class, wanted.call()).ifPresent(call -> call.refer = wanted.refer());
        attach(wanted.refer());
      }
      case CallEvent.Ended ended ->
          ids.find(CallEntry.class, ended.call()).ifPresent(call -> ended(call, ended));
      case RequestEvent.Received received -> attach(received.request());
      case EndpointEvent.CallLeft left ->
          ids.find(CallEntry.class, left.call()).ifPresent(this::released);
      case SubscriptionEvent.Received wish -> subscribed(wish.subscription());
      case SubscriptionEvent.ReferReceived wish -> subscribed(wish.refer());
      case SubscriptionEvent.Lost lost -> // who wants one that was never in force asks again
          ids.find(SubscriptionEntry.class, lost.subscription())
              .filter(one -> one.said == null)
              .ifPresent(one -> one.handle.forget());
      case SubscriptionEvent.Ended over ->
          ids.find(Owner.class, over.subscription()).ifPresent(ids::release);
      case SubscriptionEvent.SubscriberGone over ->
          ids.find(Owner.class, over.notifier().subscription()).ifPresent(ids::release);
      case SubscriptionEvent.Unsolicited notify ->
          tellRequest(ids.transaction(notify.request(), false));
      default -> {} // told by what was exchanged
    }
    return ready.size();
  }

  // --- what was exchanged ---

  private void exchanged(ExchangeEvent exchange) {
    var request = exchange.request();
    var response = exchange.response();
    switch (exchange.kind()) {
      case SENT -> sent(request);
      case ANSWERED -> answered(sent(request), response.orElseThrow());
      case UNANSWERED -> unanswered(sent(request));
      case RECEIVED -> tellIfDecided(ids.transaction(request, false));
      case RESPONDED -> responded(ids.transaction(request, false), response.orElseThrow());
      case ACKNOWLEDGED -> acknowledged(request);
      case ACK_SENT -> {} // the core's business
    }
  }

  private TransactionEntry sent(SipRequest request) {
    var entry = ids.transaction(request, true);
    if (entry.owner instanceof CallEntry call && entry.response == null && entry.isInvite()) {
      call.invite = entry;
    }
    return entry;
  }

  private void answered(TransactionEntry entry, SipResponse response) {
    ids.answered(entry, response);
    steps.answered(response);
    int code = response.status().code();
    boolean hasProgress =
        entry.isInvite()
            || entry.request.method().equals(Method.OPTIONS)
            || entry.owner instanceof SubscriptionEntry;
    if (code >= 200 || hasProgress) {
      tell(type(entry, code), entry, null);
    }
    ids.settle(entry, code);
  }

  private void unanswered(TransactionEntry entry) {
    if (entry.owner instanceof CallEntry && entry.isInvite()) {
      tell(EventType.CALL_NOANSWER, entry, null);
    } else if (!entry.request.method().equals(Method.CANCEL)) {
      if (entry.owner instanceof SubscriptionEntry) {
        tell(EventType.of(Types.of(entry).proceeding.number() - 1), entry, null);
      }
      tell(type(entry, 408), entry, null);
    }
    ids.settle(entry, 408);
  }

  private static EventType type(TransactionEntry entry, int code) {
    if (entry.owner instanceof Ids.RegistrationEntry) {
      return code < 300 ? EventType.REGISTRATION_SUCCESS : EventType.REGISTRATION_FAILURE;
    }
    var first = Types.of(entry).proceeding;
    return first == EventType.CALL_RINGING && code < 180
        ? EventType.CALL_PROCEEDING
        : EventType.of(first.number() + code / 100 - 1);
  }

  /**
   * The types of a request that came, and of a 1xx, which those of 2xx to 6xx follow one by one.
   */
  private record Types(EventType asked, EventType proceeding) {

    static Types of(TransactionEntry entry) {
      if (entry.owner instanceof SubscriptionEntry one) {
        return one.incoming
            ? new Types(EventType.IN_SUBSCRIPTION_NEW, EventType.NOTIFICATION_PROCEEDING)
            : new Types(EventType.SUBSCRIPTION_NOTIFY, EventType.SUBSCRIPTION_PROCEEDING);
      } else if (!(entry.owner instanceof CallEntry)) {
        return new Types(EventType.MESSAGE_NEW, EventType.MESSAGE_PROCEEDING);
      } else if (!entry.isInvite()) {
        return new Types(EventType.CALL_MESSAGE_NEW, EventType.CALL_MESSAGE_PROCEEDING);
      }
      boolean first = entry.request.to().tag().isEmpty();
      return new Types(
          first ? EventType.CALL_INVITE : EventType.CALL_REINVITE, EventType.CALL_RINGING);
    }
  }

  private void responded(TransactionEntry entry, SipResponse response) {
    entry.response = response;
    if (entry.owner instanceof CallEntry call && entry.isInvite()) {
      response.to().tag().ifPresent(tag -> ids.leg(call, response.callId(), tag));
    }
    if (entry.request.method().equals(Method.CANCEL) && response.status().isSuccess()) {
      ids.cancelled(entry.request).ifPresent(invite -> cancelled(entry, invite));
    }
    tellIfDecided(entry);
    ids.settle(entry, response.status().code());
  }

  private void cancelled(TransactionEntry cancel, TransactionEntry invite) {
    cancel.owner = invite.owner;
    cancel.did = invite.did;
    cancel.told = true;
    tell(EventType.CALL_CANCELLED, cancel, null);
  }

  private void subscribed(SubscriptionWish wish) {
    var entry = ids.transaction(wish.request(), false);
    ids.begin(wish.request(), wish);
    ids.place(entry);
    attach(wish);
  }

  /** A request is told when it can be answered, or when the core has answered it well. */
  private void tellIfDecided(TransactionEntry entry) {
    var response = entry.response;
    boolean answered = response != null && response.status().isSuccess();
    if (entry.handle != null || (answered && entry.owner != null)) {
      tellRequest(entry);
    }
  }

  private void tellRequest(TransactionEntry entry) {
    if (!entry.told) {
      entry.told = true;
      tell(Types.of(entry).asked, entry, null);
    }
  }

  private void attach(Answerable handle) {
    if (handle.message() instanceof SipRequest request) {
      var entry = ids.transaction(request, false);
      entry.handle = handle;
      tellIfDecided(entry);
    }
  }

  private void incoming(IncomingCall call) {
    var entry = ids.transaction(call.request(), false);
    var made = ids.newCall(call);
    made.invite = entry;
    entry.owner = made;
    ids.place(entry);
    var response = entry.response;
    if (response != null) {
      response.to().tag().ifPresent(tag -> ids.leg(made, response.callId(), tag));
    }
    attach(call);
  }

  private void acknowledged(SipRequest ack) {
    var invite = ids.callOf(ack, false).map(call -> call.invite);
    invite.ifPresent(entry -> tell(EventType.CALL_ACK, entry, ack));
  }

  // --- the end of a call ---

  private void ended(CallEntry call, CallEvent.Ended ended) {
    boolean closed =
        switch (ended.end().cause()) {
          case REMOTE_HANG_UP, NO_ACK, EXPIRED -> true;
          case REFUSED, CANCELLED -> call.call instanceof IncomingCall;
          default -> false;
        };
    if (closed) {
      tell(EventType.CALL_CLOSED, call, ended.message().orElse(null));
    }
  }

  private void released(CallEntry call) {
    tell(EventType.CALL_RELEASED, call, null);
    ids.left(call);
  }

  // --- telling ---

  /** The messages of an event. */
  private record Said(
      @Nullable SipMessage request, @Nullable SipMessage response, @Nullable SipMessage ack) {}

  private void tell(EventType type, CallEntry call, @Nullable SipMessage message) {
    int did = call.dids.isEmpty() ? 0 : call.dids.sequencedValues().getLast();
    boolean request = message instanceof SipRequest;
    var said = new Said(request ? message : null, request ? null : message, null);
    tell(type, call, call.invite == null ? 0 : call.invite.tid, did, said);
  }

  private void tell(EventType type, TransactionEntry of, @Nullable SipRequest ack) {
    var said = new Said(of.request, NEW.contains(type) ? null : of.response, ack);
    tell(type, of.owner, of.owner instanceof Ids.RegistrationEntry ? 0 : of.tid, of.did, said);
  }

  private void tell(EventType type, @Nullable Owner of, int tid, int did, Said said) {
    var call = of instanceof CallEntry one ? one : null;
    var subscription = of instanceof SubscriptionEntry one ? one : null;
    ready.add(
        new ToldEvent(
            type,
            tid,
            did,
            of instanceof Ids.RegistrationEntry ? of.id : 0,
            call == null ? 0 : call.id,
            subscription == null || subscription.incoming ? 0 : subscription.id,
            subscription == null || !subscription.incoming ? 0 : subscription.id,
            copy(said.request),
            copy(said.response),
            copy(said.ack),
            subscription == null ? null : subscription.said,
            call == null ? null : call.reference,
            new ToldEvent.Disposal()));
  }

  private static @Nullable OsipMessage copy(@Nullable SipMessage message) {
    return message == null ? null : OsipMessage.of(message);
  }
}

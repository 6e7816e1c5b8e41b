package org.offhook.exosip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.AskedStep;
import org.offhook.CallEvent;
import org.offhook.EndpointEvent;
import org.offhook.ExchangeEvent;
import org.offhook.IncomingCall;
import org.offhook.RegistrationEvent;
import org.offhook.RequestEvent;
import org.offhook.SipEvent;
import org.offhook.SubscriptionEvent;
import org.offhook.exosip.Ids.CallEntry;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.message.Method;
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
  private final Queue<ExosipEvent> ready = new ArrayDeque<>();
  private final List<AskedStep> asked = new ArrayList<>();

  Translator(Ids ids) {
    this.ids = ids;
  }

  @Nullable ExosipEvent next() {
    return ready.poll();
  }

  int waiting() {
    return ready.size();
  }

  /** The steps that the core asked for and nobody decided. */
  List<AskedStep> asked() {
    return asked;
  }

  void take(SipEvent event) {
    switch (event) {
      case ExchangeEvent exchange -> exchanged(exchange);
      case CallEvent.Incoming incoming -> incoming(incoming.call());
      case CallEvent.OfferReceived offered -> {
        if (offered.offer().message() instanceof SipRequest request) {
          attach(request, offered.offer());
        }
      }
      case CallEvent.RequestReceived received ->
          attach(received.request().request(), received.request());
      case CallEvent.TransferRequested wanted -> {
        ids.callOf(wanted.call()).ifPresent(entry -> entry.refer = wanted.refer());
        attach(wanted.refer().request(), wanted.refer());
      }
      case CallEvent.Asked step -> asked.add(step.step());
      case CallEvent.Ended ended -> ended(ended);
      case RequestEvent.Received received ->
          attach(received.request().request(), received.request());
      case EndpointEvent.CallLeft left -> ids.callOf(left.call()).ifPresent(this::released);
      case RegistrationEvent.Asked step -> asked.add(step.step());
      case EndpointEvent.Asked step -> asked.add(step.step());
      case SubscriptionEvent.Asked step -> asked.add(step.step());
      case SubscriptionEvent.Received wish ->
          subscribed(wish.subscription().request(), wish.subscription());
      case SubscriptionEvent.ReferReceived wish -> subscribed(wish.refer().request(), wish.refer());
      case SubscriptionEvent.Lost lost -> ids.subscriptions.lost(lost.subscription());
      case SubscriptionEvent.Ended over -> ids.subscriptions.release(over.subscription());
      case SubscriptionEvent.SubscriberGone over -> ids.subscriptions.release(over.notifier());
      case SubscriptionEvent.Unsolicited notify -> {
        var entry = ids.transaction(notify.request(), false);
        if (!entry.told) {
          tellRequest(entry);
        }
      }
      default -> {
        // Told by what was exchanged.
      }
    }
  }

  // --- what was exchanged ---

  private void exchanged(ExchangeEvent exchange) {
    var request = exchange.request();
    switch (exchange.kind()) {
      case SENT -> sent(request);
      case ANSWERED -> answered(sent(request), exchange.response().orElseThrow());
      case UNANSWERED -> unanswered(sent(request));
      case RECEIVED -> received(request);
      case RESPONDED -> responded(request, exchange.response().orElseThrow());
      case ACKNOWLEDGED -> acknowledged(request);
      case ACK_SENT -> {
        // The core's business.
      }
    }
  }

  private TransactionEntry sent(SipRequest request) {
    var entry = ids.transaction(request, true);
    var call = entry.call;
    if (call != null && entry.did == 0) {
      var tag = request.to().tag();
      entry.did = tag.isPresent() ? ids.dialog(call, tag.get()).did() : 0;
      if (request.method().equals(Method.INVITE)) {
        call.invite = entry;
      }
    }
    return entry;
  }

  private void answered(TransactionEntry entry, SipResponse response) {
    entry.response = response;
    ids.subscriptions.answered(entry, response);
    int code = response.status().code();
    var call = entry.call;
    if (call != null && code > 100 && entry.method().equals(Method.INVITE)) {
      response.to().tag().ifPresent(tag -> entry.did = ids.dialog(call, tag).did());
    }
    if (code < 200 && !entry.method().equals(Method.INVITE) && !hasProgress(entry)) {
      return;
    }
    tell(type(entry, code), entry, null);
  }

  private static boolean hasProgress(TransactionEntry entry) {
    return entry.method().equals(Method.OPTIONS)
        || (entry.subscription != null && !entry.subscription.incoming);
  }

  private static EventType type(TransactionEntry entry, int code) {
    if (entry.registration != null) {
      return code < 300 ? EventType.REGISTRATION_SUCCESS : EventType.REGISTRATION_FAILURE;
    }
    if (entry.subscription != null) {
      return byClass(entry.subscription.proceeding(), code);
    }
    if (entry.call == null) {
      return byClass(EventType.MESSAGE_PROCEEDING, code);
    }
    if (!entry.method().equals(Method.INVITE)) {
      return byClass(EventType.CALL_MESSAGE_PROCEEDING, code);
    }
    if (code < 200) {
      return code < 180 ? EventType.CALL_PROCEEDING : EventType.CALL_RINGING;
    }
    // Ringing lies between proceeding and answered.
    return byClass(EventType.CALL_RINGING, code);
  }

  /** The types of the classes 1xx to 6xx follow each other. */
  private static EventType byClass(EventType proceeding, int code) {
    return EventType.of(proceeding.number() + code / 100 - 1);
  }

  private void unanswered(TransactionEntry entry) {
    if (entry.registration != null) {
      tell(EventType.REGISTRATION_FAILURE, entry, null);
    } else if (entry.subscription != null) {
      tell(byClass(entry.subscription.proceeding(), 408), entry, null);
    } else if (entry.call == null) {
      tell(EventType.MESSAGE_REQUESTFAILURE, entry, null);
    } else if (entry.method().equals(Method.INVITE)) {
      tell(EventType.CALL_NOANSWER, entry, null);
    } else if (!entry.method().equals(Method.CANCEL)) {
      tell(EventType.CALL_MESSAGE_REQUESTFAILURE, entry, null);
    }
  }

  private void received(SipRequest request) {
    var entry = ids.transaction(request, false);
    var call = entry.call;
    if (call != null) {
      entry.did = request.from().tag().map(tag -> ids.dialog(call, tag).did()).orElse(0);
    }
    tellIfDecided(entry);
  }

  private void responded(SipRequest request, SipResponse response) {
    var entry = ids.transaction(request, false);
    entry.response = response;
    var call = entry.call;
    if (call != null && request.method().equals(Method.INVITE)) {
      response.to().tag().ifPresent(tag -> ids.leg(call, response.callId(), tag));
    }
    if (request.method().equals(Method.CANCEL) && response.status().isSuccess()) {
      cancelled(entry);
    }
    tellIfDecided(entry);
    ids.subscriptions.responded(entry, response);
  }

  private void subscribed(SipRequest request, Object wish) {
    var entry = ids.transaction(request, false);
    entry.call = null;
    ids.subscriptions.begin(request, wish);
    ids.subscriptions.place(entry);
    attach(request, wish);
  }

  private void cancelled(TransactionEntry cancel) {
    ids.cancelled(cancel.request)
        .ifPresent(
            invite -> {
              cancel.call = invite.call;
              cancel.did = invite.did;
              cancel.told = true;
              tell(EventType.CALL_CANCELLED, cancel, null);
            });
  }

  /** A request is told when it can be answered, or when the core has answered it well. */
  private void tellIfDecided(TransactionEntry entry) {
    var response = entry.response;
    boolean answered = response != null && response.status().isSuccess();
    if (!entry.told
        && (entry.handle != null
            || (answered && (entry.call != null || entry.subscription != null)))) {
      tellRequest(entry);
    }
  }

  private void tellRequest(TransactionEntry entry) {
    entry.told = true;
    var method = entry.method();
    if (entry.subscription != null) {
      tell(entry.subscription.asked(), entry, null);
    } else if (entry.call == null) {
      tell(EventType.MESSAGE_NEW, entry, null);
    } else if (!method.equals(Method.INVITE)) {
      tell(EventType.CALL_MESSAGE_NEW, entry, null);
    } else {
      boolean first = entry.request.to().tag().isEmpty();
      tell(first ? EventType.CALL_INVITE : EventType.CALL_REINVITE, entry, null);
    }
  }

  private void attach(SipRequest request, Object handle) {
    var entry = ids.transaction(request, false);
    entry.handle = handle;
    tellIfDecided(entry);
  }

  private void incoming(IncomingCall call) {
    var entry = ids.transaction(call.request(), false);
    var made = ids.newCall();
    ids.handle(made, call);
    made.invite = entry;
    entry.call = made;
    var response = entry.response;
    if (response != null) {
      response.to().tag().ifPresent(tag -> ids.leg(made, response.callId(), tag));
    }
    entry.did = call.request().from().tag().map(tag -> ids.dialog(made, tag).did()).orElse(0);
    attach(call.request(), call);
  }

  private void acknowledged(SipRequest ack) {
    ids.callOf(ack, false)
        .ifPresent(
            call -> {
              var invite = call.invite;
              if (invite != null) {
                tell(EventType.CALL_ACK, invite, ack);
              }
            });
  }

  // --- the end of a call ---

  private void ended(CallEvent.Ended ended) {
    ids.callOf(ended.call()).ifPresent(entry -> ended(entry, ended));
  }

  private void ended(CallEntry entry, CallEvent.Ended ended) {
    boolean closed =
        switch (ended.end().cause()) {
          case REMOTE_HANG_UP, NO_ACK, EXPIRED -> true;
          case REFUSED, CANCELLED -> entry.call instanceof IncomingCall;
          default -> false;
        };
    if (closed) {
      tell(EventType.CALL_CLOSED, entry, ended.message().orElse(null));
    }
  }

  private void released(CallEntry entry) {
    tell(EventType.CALL_RELEASED, entry, null);
    ids.release(entry);
  }

  private void tell(
      EventType type, CallEntry entry, org.offhook.message.@Nullable SipMessage message) {
    var invite = entry.invite;
    var messages =
        message == null
            ? EventMessages.NONE
            : message instanceof SipRequest
                ? EventMessages.request(OsipMessage.of(message))
                : new EventMessages(null, OsipMessage.of(message), null);
    ready.add(
        new ExosipEvent(
            type,
            EventIds.call(entry.cid, entry.newestDid(), invite == null ? 0 : invite.tid),
            messages,
            EventSubscription.NONE,
            entry.reference));
  }

  private void tell(EventType type, TransactionEntry entry, @Nullable SipRequest ack) {
    var response = entry.response;
    var messages =
        new EventMessages(
            OsipMessage.of(entry.request),
            response == null || NEW.contains(type) ? null : OsipMessage.of(response),
            ack == null ? null : OsipMessage.of(ack));
    var call = entry.call;
    var registration = entry.registration;
    var subscription = entry.subscription;
    var numbers =
        registration != null
            ? EventIds.registration(registration.rid)
            : subscription != null
                ? subscription.numbers(entry)
                : call != null
                    ? EventIds.call(call.cid, entry.did, entry.tid)
                    : EventIds.message(entry.tid);
    ready.add(
        new ExosipEvent(
            type,
            numbers,
            messages,
            subscription == null ? EventSubscription.NONE : subscription.said,
            call == null ? null : call.reference));
    ids.subscriptions.settle(entry, type);
  }
}

package org.offhook.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallEvent;
import org.offhook.Endpoint;
import org.offhook.EndpointEvent;
import org.offhook.IncomingCall;
import org.offhook.IncomingRequest;
import org.offhook.RegistrationEvent;
import org.offhook.RequestEvent;
import org.offhook.SipEvent;
import org.offhook.SubscriptionEvent;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.SessionDescription;

/** Serves calls and messages: all of them on one thread, by events. */
final class ServeRun {

  private final CallReport tell;
  private final ServePlan plan;
  private final @Nullable LocalCapabilities own;
  private final MediaAddress media;
  private final Map<SessionDescription, LocalCapabilities> capabilities = new HashMap<>();
  private final Map<Call, Script> scripts = new HashMap<>();
  private final EventLoop loop;
  private final Referrals referrals;
  private final boolean messages;

  /** {@code messages}: those are shown though nothing else is. */
  ServeRun(Endpoint endpoint, Report report, ServePlan plan, boolean messages) {
    this.messages = messages;
    var stated = plan.own();
    this.tell = new CallReport(report);
    this.plan = plan;
    this.own = stated == null ? null : LocalCapabilities.from(stated);
    this.media = new MediaAddress(endpoint.listening());
    this.loop = new EventLoop(endpoint, report);
    this.referrals =
        new Referrals(
            loop,
            tell,
            plan.after().duration(),
            plan.followRefer()
                ? target -> stated != null ? stated : media.towards(MediaAddress.host(target))
                : null);
  }

  /** Serves until it is stopped. */
  void run() {
    try {
      loop.run(this::on, () -> false);
    } catch (InterruptedException e) {
      tell.report().event(Json.event("stopping"), "stopping");
      tell.report().flush();
    }
  }

  private void on(SipEvent event) {
    switch (event) {
      case CallEvent.TransferRequested asked -> referrals.asked(asked.refer());
      case CallEvent about -> on(about);
      case SubscriptionEvent.ReferReceived asked -> referrals.asked(asked.refer());
      case SubscriptionEvent about -> {}
      case RequestEvent received -> request(received.request());
      case RegistrationEvent about -> {}
      case EndpointEvent about ->
          tell.report()
              .event(Json.event("trouble").put("reason", about.toString()), about.toString());
    }
  }

  private void on(CallEvent event) {
    if (referrals.takes(event)) {
      return;
    }
    switch (event) {
      case CallEvent.Incoming incoming -> incoming(incoming.call());
      case CallEvent.Established established -> established(established.call());
      case CallEvent.RequestReceived received -> other(received.request());
      case CallEvent.Ended ended -> ended(ended);
      default -> tell.tell(event);
    }
  }

  private void incoming(IncomingCall call) {
    tell.incoming(call);
    var ring = plan.reply().ring();
    if (ring == null || !rings(call)) {
      answer(call);
    } else {
      loop.after(ring, () -> answer(call));
    }
  }

  /** Rings, with early media if that is asked for; false if the offer cannot be answered. */
  private boolean rings(IncomingCall call) {
    if (!plan.reply().earlyMedia()) {
      call.ring();
      return true;
    }
    var here = abilities(call);
    if (call.offer().isEmpty()) {
      call.progress(Status.SESSION_PROGRESS, here.template());
      return true;
    }
    var answer = call.answerFor(here);
    if (answer.isAcceptable()) {
      call.progress(Status.SESSION_PROGRESS, answer.description());
    }
    return answer.isAcceptable();
  }

  private void answer(IncomingCall call) {
    var reply = plan.reply();
    var status = reply.status();
    if (status.isRedirect()) {
      call.redirect(status, reply.targets());
    } else if (!status.isSuccess()) {
      call.reject(status, reply.headers());
    } else if (reply.headers().isEmpty()) {
      call.answer(abilities(call));
    } else {
      answerWithRows(call, abilities(call));
    }
  }

  private void answerWithRows(IncomingCall call, LocalCapabilities here) {
    if (call.offer().isEmpty()) {
      call.answer(here.template(), plan.reply().headers());
      return;
    }
    var answer = call.answerFor(here);
    if (answer.isAcceptable()) {
      call.answer(answer.description(), plan.reply().headers());
    } else {
      call.reject(Status.NOT_ACCEPTABLE_HERE, plan.reply().headers());
    }
  }

  /** What this side can do, at the address that this caller's media can reach. */
  private LocalCapabilities abilities(IncomingCall call) {
    if (own != null) {
      return own;
    }
    return capabilities.computeIfAbsent(media.towards(mediaHost(call)), LocalCapabilities::from);
  }

  private static @Nullable String mediaHost(IncomingCall call) {
    var connection =
        call.offer()
            .flatMap(
                offer ->
                    offer
                        .connection()
                        .or(
                            () ->
                                offer.media().stream()
                                    .flatMap(medium -> offer.connection(medium).stream())
                                    .findFirst()));
    return connection.map(one -> one.address()).orElse(null);
  }

  private void established(Call call) {
    tell.established(call);
    var script = new Script(loop, tell, plan.after(), call, failure -> {});
    scripts.put(call, script);
    script.begin();
  }

  private void ended(CallEvent.Ended event) {
    var script = scripts.remove(event.call());
    if (script == null) {
      tell.tell(event);
    } else {
      script.ending();
      tell.tell(event);
      script.ended(() -> {});
    }
  }

  private void request(IncomingRequest request) {
    if (request.request().method().equals(Method.MESSAGE)) {
      request.respond(Status.OK);
      tell.text(null, request.request(), messages);
    } else {
      other(request);
    }
  }

  private void other(IncomingRequest request) {
    request.respond(Status.NOT_IMPLEMENTED);
  }
}

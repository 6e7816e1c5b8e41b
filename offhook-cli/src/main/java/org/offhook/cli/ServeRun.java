package org.offhook.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.CallEvent;
import org.offhook.Endpoint;
import org.offhook.EndpointEvent;
import org.offhook.IncomingCall;
import org.offhook.IncomingRequest;
import org.offhook.RegistrationEvent;
import org.offhook.RequestEvent;
import org.offhook.SipEvent;
import org.offhook.SubscriptionEvent;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.SessionDescription;

/** Serves calls and messages: all of them on one thread, by events. */
final class ServeRun {

  private final Report report;
  private final ServePlan plan;
  private final @Nullable LocalCapabilities own;
  private final MediaAddress media;
  private final Map<SessionDescription, LocalCapabilities> capabilities = new HashMap<>();
  private final EventLoop loop;

  ServeRun(Endpoint endpoint, Report report, ServePlan plan, @Nullable SessionDescription own) {
    this.report = report;
    this.plan = plan;
    this.own = own == null ? null : LocalCapabilities.from(own);
    this.media = new MediaAddress(endpoint.listening());
    this.loop = new EventLoop(endpoint, report);
  }

  /** Serves until it is stopped. */
  void run() {
    try {
      loop.run(this::on, () -> false);
    } catch (InterruptedException e) {
      report.event(Json.event("stopping"), "stopping");
      report.flush();
    }
  }

  private void on(SipEvent event) {
    switch (event) {
      case CallEvent.Incoming incoming -> incoming(incoming.call());
      case CallEvent.Established established -> established(established);
      case CallEvent.Ended ended -> ended(ended);
      case CallEvent.InfoReceived info -> text(info.request());
      case CallEvent.RequestReceived received -> other(received.request());
      case CallEvent.TransferRequested asked -> asked.refer().reject(Status.DECLINE);
      case CallEvent about -> {}
      case SubscriptionEvent.ReferReceived asked -> asked.refer().reject(Status.DECLINE);
      case SubscriptionEvent about -> {}
      case RequestEvent received -> request(received.request());
      case RegistrationEvent about -> {}
      case EndpointEvent about ->
          report.event(Json.event("trouble").put("reason", about.toString()), about.toString());
    }
  }

  private static Json event(String name, String call) {
    return Json.event(name).put("call", call);
  }

  private void incoming(IncomingCall call) {
    if (report.tellsEvents()) {
      var from = call.request().from().uri().toString();
      report.event(
          event("incoming", call.callId())
              .put("from", from)
              .put("to", call.request().requestUri().toString()),
          "call from " + from);
    }
    var ring = plan.ring();
    if (ring == null) {
      answer(call);
    } else {
      call.ring();
      loop.after(ring, () -> answer(call));
    }
  }

  private void answer(IncomingCall call) {
    var status = plan.status();
    if (status.isRedirect()) {
      call.redirect(status, plan.targets());
    } else if (!status.isSuccess()) {
      call.reject(status, plan.headers());
    } else if (plan.headers().isEmpty()) {
      call.answer(abilities(call));
    } else {
      answerWithRows(call, abilities(call));
    }
  }

  private void answerWithRows(IncomingCall call, LocalCapabilities here) {
    if (call.offer().isEmpty()) {
      call.answer(here.template(), plan.headers());
      return;
    }
    var answer = call.answerFor(here);
    if (answer.isAcceptable()) {
      call.answer(answer.description(), plan.headers());
    } else {
      call.reject(Status.NOT_ACCEPTABLE_HERE, plan.headers());
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

  private void established(CallEvent.Established event) {
    var call = event.call();
    if (report.tellsEvents()) {
      report.event(event("established", call.callId()), "established");
    }
    var duration = plan.duration();
    if (duration != null) {
      loop.after(duration, call::hangUp);
    }
  }

  private void ended(CallEvent.Ended event) {
    if (report.tellsEvents()) {
      report.event(
          event("ended", event.call().callId())
              .put("cause", CallRun.cause(event.end()))
              .put("reason", event.end().reason()),
          "ended: " + event.end().reason());
    }
  }

  private void request(IncomingRequest request) {
    if (request.request().method().equals(Method.MESSAGE)) {
      request.respond(Status.OK);
      text(request.request());
    } else {
      other(request);
    }
  }

  private void text(SipRequest request) {
    if (report.tellsEvents()) {
      var from = request.from().uri().toString();
      var text = new String(request.body(), java.nio.charset.StandardCharsets.UTF_8);
      report.event(
          Json.event(request.method().equals(Method.MESSAGE) ? "message" : "info")
              .put("from", from)
              .putIfThere(
                  "type", request.headers().text(HeaderName.CONTENT_TYPE.name()).orElse(null))
              .put("text", text),
          request.method().name().toLowerCase(java.util.Locale.ROOT)
              + " from "
              + from
              + ": "
              + text.replaceAll("\\R", " "));
    }
  }

  private void other(IncomingRequest request) {
    request.respond(Status.NOT_IMPLEMENTED);
  }
}

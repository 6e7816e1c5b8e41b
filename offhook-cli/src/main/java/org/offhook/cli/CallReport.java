package org.offhook.cli;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.IncomingCall;
import org.offhook.IncomingRefer;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;

/** Tells what happens to calls, the same way in each command. */
final class CallReport {

  private final Report report;

  CallReport(Report report) {
    this.report = report;
  }

  Report report() {
    return report;
  }

  /** An event of a call, to be completed. */
  static Json event(String name, Call call) {
    return Json.event(name).put("call", call.callId());
  }

  /** Something that was done, or came to nothing. */
  void done(Json event, String text) {
    if (report.tellsEvents()) {
      report.event(event, text);
    }
  }

  void calling(Call call) {
    if (report.tellsEvents()) {
      var target = call.request().requestUri().toString();
      report.event(event("calling", call).put("to", target), "calling " + target);
    }
  }

  void incoming(IncomingCall call) {
    if (report.tellsEvents()) {
      var from = call.request().from().uri().toString();
      report.event(
          event("incoming", call)
              .put("from", from)
              .put("to", call.request().requestUri().toString()),
          "call from " + from);
    }
  }

  void established(Call call) {
    done(event("established", call), "established");
  }

  void refer(IncomingRefer refer, boolean followed) {
    if (report.tellsEvents()) {
      var to = refer.referTo().uri().toString();
      report.event(
          Json.event("refer")
              .putIfThere("call", refer.call().map(Call::callId).orElse(null))
              .put("from", refer.request().from().uri().toString())
              .put("to", to)
              .put("followed", followed),
          "asked to call " + to + (followed ? "" : ": declined"));
    }
  }

  /** Whatever else happens to a call, as far as it is told. */
  void tell(CallEvent event) {
    if (!report.tellsEvents()) {
      return;
    }
    switch (event) {
      case CallEvent.Progress progress -> progress(progress);
      case CallEvent.SessionChanged changed -> changed(changed);
      case CallEvent.DtmfReceived key ->
          report.event(
              event("dtmf", key.call())
                  .put("digit", String.valueOf(key.digit()))
                  .put("ms", key.key().duration().toMillis()),
              "key " + key.digit());
      case CallEvent.InfoReceived info -> text(info.call(), info.request());
      case CallEvent.TransferProgress progress ->
          report.event(
              event("transfer-progress", progress.call())
                  .put("status", progress.status().code())
                  .put("reason", progress.status().reason()),
              "transfer: " + progress.status().code() + " " + progress.status().reason());
      case CallEvent.Ended ended ->
          report.event(
              event("ended", ended.call())
                  .put("cause", cause(ended.end()))
                  .put("reason", ended.end().reason()),
              "ended: " + ended.end().reason());
      default -> {}
    }
  }

  private void progress(CallEvent.Progress progress) {
    int code = progress.status().code();
    var reason = progress.response().reason();
    report.event(
        event("progress", progress.call())
            .put("status", code)
            .put("reason", reason)
            .put("early_media", progress.earlyMedia().isPresent()),
        code + " " + reason);
  }

  private void changed(CallEvent.SessionChanged changed) {
    report.event(
        event("changed", changed.call())
            .put("by_peer", changed.byPeer())
            .put("held", changed.call().isHolding()),
        changed.byPeer() ? "the other side changed the session" : "session changed");
  }

  /** The text of a MESSAGE or INFO, in a call or outside (null). */
  void text(@Nullable Call call, SipRequest request) {
    text(call, request, false);
  }

  /** As {@link #text(Call, SipRequest)}; {@code always} even where events are not told. */
  void text(@Nullable Call call, SipRequest request, boolean always) {
    if (!always && !report.tellsEvents()) {
      return;
    }
    var from = request.from().uri().toString();
    var text = new String(request.body(), StandardCharsets.UTF_8);
    report.result(
        Json.event(request.method().equals(Method.MESSAGE) ? "message" : "info")
            .putIfThere("call", call == null ? null : call.callId())
            .put("from", from)
            .putIfThere("type", request.headers().text(HeaderName.CONTENT_TYPE.name()).orElse(null))
            .put("text", text),
        request.method().name().toLowerCase(Locale.ROOT)
            + " from "
            + from
            + ": "
            + text.replaceAll("\\R", " "));
  }

  private static String cause(CallEnd end) {
    return end.cause().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

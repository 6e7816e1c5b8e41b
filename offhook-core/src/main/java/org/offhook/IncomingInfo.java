package org.offhook;

import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.SelfDescription;

/**
 * An INFO inside a call: RFC 6086 §4. One whose package was not announced is refused with 469; all
 * others are answered with 200 and told, key presses as such. What bodies are taken is decided
 * before, by {@code Capabilities.accept}. On the loop.
 */
final class IncomingInfo {

  private IncomingInfo() {}

  static void received(EndpointCore endpoint, CallSession calls, ServerTransaction transaction) {
    var request = transaction.request();
    var headers = request.headers();
    var can = endpoint.core().settings().capabilities();
    boolean packaged = headers.contains(HeaderName.INFO_PACKAGE);
    var name = headers.get(HeaderName.INFO_PACKAGE);
    if (packaged && !name.map(one -> can.takesInfo(one.value())).orElse(false)) {
      var refusal = endpoint.core().response(request, Status.BAD_INFO_PACKAGE);
      SelfDescription.tellInfoPackages(refusal, can);
      transaction.respond(refusal.build());
      return;
    }
    transaction.respond(endpoint.core().response(request, Status.OK).build());
    calls.emit(event(calls, request, packaged), EventQueue.Room.ORDINARY);
  }

  private static CallEvent event(CallSession calls, SipRequest request, boolean packaged) {
    var key =
        packaged
            ? java.util.Optional.<Dtmf>empty()
            : request.contentType().flatMap(type -> Dtmf.read(type, request.body()));
    return key.isPresent()
        ? new CallEvent.DtmfReceived(calls.call(), key.get(), request)
        : new CallEvent.InfoReceived(calls.call(), request);
  }
}

package org.offhook.server;

import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.OtherUri;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;

/** What must hold before a request is forwarded (RFC 3261 §16.3). */
final class ForwardChecks {

  private ForwardChecks() {}

  /** The refusal; null if the request may go on. */
  static @Nullable SipResponse fault(
      ServerTransaction transaction, SipRequest request, LoopDetection loops) {
    if (request.requestUri() instanceof OtherUri) {
      return transaction.response(Status.UNSUPPORTED_URI_SCHEME).build();
    }
    if (request.maxForwards().orElse(70) == 0) {
      return transaction.response(Status.TOO_MANY_HOPS).build();
    }
    if (loops.isLoop(request)) {
      return transaction.response(Status.LOOP_DETECTED).build();
    }
    var required = request.headers().all(HeaderName.PROXY_REQUIRE);
    if (!required.isEmpty()) {
      return transaction
          .response(Status.BAD_EXTENSION)
          .setAll(HeaderName.UNSUPPORTED, required)
          .build();
    }
    return null;
  }
}

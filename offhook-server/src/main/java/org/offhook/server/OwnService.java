package org.offhook.server;

import java.util.List;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;

/** Requests for the server itself, registrations apart (RFC 3261 §8.2.1, §11.2). */
final class OwnService {

  private static final List<Method> ALLOW = List.of(Method.OPTIONS, Method.REGISTER);

  private OwnService() {}

  static SipResponse answer(ServerTransaction transaction, SipRequest request) {
    if (!request.method().isKnown()) {
      return transaction.response(Status.NOT_IMPLEMENTED).setAll(HeaderName.ALLOW, ALLOW).build();
    }
    if (!request.method().equals(Method.OPTIONS)) {
      return transaction
          .response(Status.METHOD_NOT_ALLOWED)
          .setAll(HeaderName.ALLOW, ALLOW)
          .build();
    }
    var required = request.headers().all(HeaderName.REQUIRE);
    if (!required.isEmpty()) {
      return transaction
          .response(Status.BAD_EXTENSION)
          .setAll(HeaderName.UNSUPPORTED, required)
          .build();
    }
    return transaction
        .response(Status.OK)
        .setAll(HeaderName.ALLOW, ALLOW)
        .setAll(HeaderName.SUPPORTED, List.of("path", "outbound", "gruu"))
        .build();
  }
}

package org.offhook.transaction;

import org.jspecify.annotations.Nullable;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Via;

/** What a request is matched to its server transaction by (RFC 3261 §17.2.3). */
sealed interface ServerKey {

  /** What every branch made by RFC 3261 begins with. */
  String COOKIE = "z9hG4bK";

  /** The branch was made by RFC 3261: it is unique together with its sender. */
  record Branch(String branch, String host, int port, Method method) implements ServerKey {}

  /** The peer is of RFC 2543: the request is recognized by most of its content. */
  record Legacy(String uri, String fromTag, String toTag, String call, String via, Method method)
      implements ServerKey {}

  /** The key of a request with this top Via; null if it takes more than that to tell. */
  static @Nullable ServerKey of(Via via, Method method) {
    var branch = via.branch().orElse("");
    return branch.startsWith(COOKIE) && branch.length() > COOKIE.length()
        ? new Branch(branch, via.host(), via.port().orElse(-1), method)
        : null;
  }

  /** The key of {@code request}, as if its method were {@code method}. */
  static ServerKey of(SipRequest request, Method method) {
    var modern = of(request.topVia(), method);
    return modern != null ? modern : legacy(request, request.to().tag().orElse(""), method);
  }

  /** The key of the ACK for a response with this To tag. */
  static ServerKey legacy(SipRequest request, String toTag, Method method) {
    return new Legacy(
        request.requestUri().toString(),
        request.from().tag().orElse(""),
        toTag,
        request.cSeq().number() + " " + request.callId(),
        request.topVia().toString(),
        method);
  }
}

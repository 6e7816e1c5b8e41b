package org.offhook.ua;

import org.offhook.dialog.RouteSet;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * The fields of a request outside any dialog: RFC 3261 §8.1.1. A value; any thread.
 *
 * @param method the method
 * @param target where it goes: To and Request-URI, without the parts not allowed there
 * @param from who sends it, with its tag
 * @param callId a new one
 */
public record NewRequest(Method method, Uri target, NameAddr from, String callId) {

  /**
   * Starts the request: From, To, Call-ID, CSeq 1, Max-Forwards 70, User-Agent, and Route by the
   * configured outbound proxy. Contact follows when it is sent.
   */
  public SipRequest.Builder builder(UaSettings settings) {
    var routed =
        RouteSet.of(settings.outboundProxy())
            .apply(target instanceof SipUri sip ? sip.forRequestUri() : target);
    var builder = SipRequest.builder(method, routed.requestUri());
    if (!routed.routeRows().isEmpty()) {
      builder.setAll(HeaderName.ROUTE, routed.routeRows());
    }
    builder
        .set(HeaderName.MAX_FORWARDS, 70)
        .set(HeaderName.FROM, from)
        .set(HeaderName.TO, NameAddr.of(target instanceof SipUri sip ? sip.forFromAndTo() : target))
        .set(HeaderName.CALL_ID, callId)
        .set(HeaderName.CSEQ, new CSeq(1, method));
    if (!settings.product().isEmpty()) {
      builder.set(HeaderName.USER_AGENT, settings.product());
    }
    return builder;
  }
}

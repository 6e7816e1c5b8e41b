package org.offhook.transaction;

import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * The two requests that belong to an INVITE on one hop and share its branch: the ACK for a final
 * response other than 2xx (RFC 3261 §17.1.1.3) and the CANCEL (§9.1).
 */
final class HopRequests {

  private HopRequests() {}

  static SipRequest ack(SipRequest invite, SipResponse response) {
    return from(invite, Method.ACK).copy(response.headers(), HeaderName.TO).build();
  }

  static SipRequest.Builder cancel(SipRequest invite) {
    return from(invite, Method.CANCEL).copy(invite.headers(), HeaderName.TO);
  }

  private static SipRequest.Builder from(SipRequest invite, Method method) {
    return SipRequest.builder(method, invite.requestUri())
        .set(HeaderName.VIA, invite.topVia())
        .copy(invite.headers(), HeaderName.ROUTE)
        .copy(invite.headers(), HeaderName.FROM)
        .copy(invite.headers(), HeaderName.CALL_ID)
        .set(HeaderName.CSEQ, new CSeq(invite.cSeq().number(), method));
  }
}

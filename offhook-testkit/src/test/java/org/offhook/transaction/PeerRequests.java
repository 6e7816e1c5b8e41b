package org.offhook.transaction;

import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Via;

/** Requests that the scripted peer sends. */
public final class PeerRequests {

  private PeerRequests() {}

  /** With one Via of the peer's address, with rport. */
  public static SipRequest.Builder over(String transport, String branch, Method method) {
    return plain(method)
        .set(HeaderName.VIA, via(transport, Bench.PEER, 5060, branch).with("rport", null));
  }

  /** Without Via. */
  public static SipRequest.Builder plain(Method method) {
    return SipRequest.builder(method, SipUri.parse("sip:alice@" + Bench.LOCAL))
        .set(HeaderName.FROM, NameAddr.of(SipUri.parse("sip:bob@example.com")).withTag("from-bob"))
        .set(HeaderName.TO, NameAddr.of(SipUri.parse("sip:alice@example.com")))
        .set(HeaderName.CALL_ID, "peer-call@example.com")
        .set(HeaderName.CSEQ, new CSeq(3, method));
  }

  public static Via via(String transport, String host, int port, String branch) {
    return Via.of(transport, host, port, Parameters.EMPTY.with("branch", branch));
  }
}

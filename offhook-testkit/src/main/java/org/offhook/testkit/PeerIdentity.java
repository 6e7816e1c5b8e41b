package org.offhook.testkit;

import java.net.InetSocketAddress;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.SipUri;
import org.offhook.message.Via;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * Who a scripted peer says it is.
 *
 * @param aor its address of record
 * @param at where it listens
 * @param kind the transport it sends new requests by
 */
record PeerIdentity(NameAddr aor, InetSocketAddress at, TransportKind kind) {

  private String host() {
    return IpLiteral.host(at.getAddress());
  }

  Via via(String branch) {
    var params = Parameters.EMPTY.with("rport", null).with("branch", branch);
    return Via.of(kind.token(), host(), at.getPort(), params);
  }

  SipUri contact() {
    String user = aor.uri() instanceof SipUri sip ? sip.user().orElse("peer") : "peer";
    var uri = SipUri.of(user, host(), at.getPort());
    return kind == TransportKind.UDP ? uri : uri.with("transport", kind.uriToken());
  }

  PeerIdentity aor(NameAddr other) {
    return new PeerIdentity(other, at, kind);
  }

  PeerIdentity kind(TransportKind other) {
    return new PeerIdentity(aor, at, other);
  }
}

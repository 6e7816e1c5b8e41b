package org.offhook.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Via;
import org.offhook.net.IpLiteral;

/**
 * Notes in the top Via of a received request where it came from: {@code received} (RFC 3261
 * §18.2.1) and {@code rport} (RFC 3581 §4).
 */
final class ReceivedStamp {

  private ReceivedStamp() {}

  static SipRequest stamp(SipRequest request, InetSocketAddress source) {
    var stamped = stamp(request.topVia(), source);
    return stamped == null ? request : request.withReplacedTopVia(stamped);
  }

  /** For the answer to a request that was only glanced at. */
  static Via of(Via received, InetSocketAddress source) {
    var stamped = stamp(received, source);
    return stamped == null ? received : stamped;
  }

  /** For the answer to a malformed request, whose Vias are the request's. */
  static SipResponse stamp(SipResponse answer, InetSocketAddress source) {
    var stamped = stamp(answer.topVia(), source);
    return stamped == null ? answer : answer.withReplacedTopVia(stamped);
  }

  /** The Via with what is due; null if nothing is. */
  private static @Nullable Via stamp(Via via, InetSocketAddress source) {
    InetAddress address = source.getAddress();
    if (via.hasRport()) {
      // RFC 3581 §4: received is due together with rport, even if it equals the sent-by host.
      return via.with("received", IpLiteral.format(address))
          .with("rport", Integer.toString(source.getPort()));
    }
    if (address.equals(IpLiteral.parse(via.host()))) {
      return via.received().isPresent() ? via.with("received", IpLiteral.format(address)) : null;
    }
    return via.with("received", IpLiteral.format(address));
  }
}

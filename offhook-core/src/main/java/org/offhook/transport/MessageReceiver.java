package org.offhook.transport;

import java.net.InetAddress;
import org.offhook.message.ParseResult;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** Takes what the transports receive: the transaction layer. Called on the loop. */
public interface MessageReceiver {

  /** A well-formed request; its top Via carries received and rport where they are due. */
  void request(SipRequest request, Flow flow);

  /** A well-formed response. */
  void response(SipResponse response, Flow flow);

  /**
   * Whether a first look at a datagram was enough: what it holds has been answered or dropped, or
   * is read later. For an endpoint that is offered more than it can serve.
   */
  default boolean settles(byte[] datagram, Flow flow) {
    return false;
  }

  /** Whether nothing is answered to this source at present. */
  default boolean ignores(InetAddress source) {
    return false;
  }

  /** A malformed message; it has been answered or dropped already. */
  default void invalid(ParseResult.Invalid invalid, Flow flow) {}
}

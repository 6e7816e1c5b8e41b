package org.offhook.transaction;

import org.offhook.message.SipRequest;
import org.offhook.transport.Flow;

/** Takes new requests: the user agent core (RFC 3261 §8.2) or a proxy. */
public interface ServerUser {

  /**
   * A new request other than ACK and CANCEL. The receiver names its user with {@link
   * ServerTransaction#user} and answers now or later. CANCEL is answered by the transaction layer
   * and told to the user of the INVITE.
   */
  void incoming(ServerTransaction transaction);

  /** An ACK that belongs to no transaction: that of a 2xx. It is never answered. */
  void ack(SipRequest ack, Flow flow);
}

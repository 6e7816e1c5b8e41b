package org.offhook.transaction;

import java.net.InetAddress;
import org.offhook.message.SipRequest;
import org.offhook.transport.Flow;

/**
 * Looks at requests before they cost a transaction (RFC 3261 §8.2.7, §26.3.2.4). On the loop; must
 * be quick.
 */
public interface Doorkeeper {

  /** Lets every request in. */
  Doorkeeper OPEN = (request, flow) -> Ruling.Plain.ADMIT;

  /** Judges a request that belongs to no transaction; ACK is not shown, CANCEL is. */
  Ruling judge(SipRequest request, Flow flow);

  /** Whether nothing is answered to this source at present, malformed requests included. */
  default boolean ignores(InetAddress source) {
    return false;
  }

  /** Whether a CANCEL counts only if it comes from the address of its INVITE. */
  default boolean pinsCancels() {
    return false;
  }
}

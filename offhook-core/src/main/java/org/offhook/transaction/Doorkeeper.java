package org.offhook.transaction;

import java.net.InetAddress;
import org.offhook.message.Method;
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

  /** Whether some requests would be refused whatever they say: all are glanced at first. */
  default boolean isFull() {
    return false;
  }

  /**
   * How long a request outside dialogs may wait while more arrives than is read, before further
   * ones are refused; after twice that it is refused itself. Nanoseconds; 0: none waits.
   */
  default long patience() {
    return 0;
  }

  /**
   * Judges a request outside dialogs that was only glanced at, and belongs to no transaction.
   *
   * @param behind whether there is no room for any
   * @return {@code ADMIT} if it is to be read, and judged anew then
   */
  default Ruling glance(Method method, Flow flow, boolean behind) {
    return Ruling.Plain.ADMIT;
  }

  /** Whether nothing is answered to this source at present, malformed requests included. */
  default boolean ignores(InetAddress source) {
    return false;
  }

  /** Whether a CANCEL counts only if it comes from the address of its INVITE. */
  default boolean pinsCancels() {
    return false;
  }
}

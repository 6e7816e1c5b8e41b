package org.offhook;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestVerifier;
import org.offhook.loop.Loop;
import org.offhook.message.SipRequest;
import org.offhook.ua.IncomingAuthentication;

/**
 * Makes the verifier of one endpoint from what its options demand, and keeps it, with its nonces,
 * as long as they demand the same (RFC 3261 §22.2). On the loop.
 */
final class IncomingVerifier {

  /**
   * What the options say.
   *
   * @param verifier how peers prove who they are
   * @param needed which requests need it
   */
  record Demand(DigestVerifier.Builder verifier, Predicate<SipRequest> needed) {}

  private @Nullable Demand demand;
  private @Nullable IncomingAuthentication made;

  @Nullable IncomingAuthentication meeting(@Nullable Demand wanted, Loop loop) {
    if (wanted == null || !wanted.equals(demand)) {
      demand = wanted;
      made =
          wanted == null
              ? null
              : new IncomingAuthentication(
                  wanted.verifier().build(loop.time(), loop.random()), wanted.needed());
    }
    return made;
  }
}

package org.offhook.ua;

import java.util.function.Predicate;
import org.offhook.auth.DigestVerifier;
import org.offhook.message.SipRequest;

/**
 * Which peers must prove who they are, and how: RFC 3261 §22.2. ACK and CANCEL are never
 * challenged.
 *
 * @param verifier makes challenges and checks answers
 * @param needed the requests that need credentials
 */
public record IncomingAuthentication(DigestVerifier verifier, Predicate<SipRequest> needed) {

  /** Every request. */
  public static IncomingAuthentication always(DigestVerifier verifier) {
    return new IncomingAuthentication(verifier, request -> true);
  }
}

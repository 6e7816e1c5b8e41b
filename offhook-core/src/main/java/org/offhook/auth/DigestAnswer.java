package org.offhook.auth;

import java.util.List;
import java.util.Set;

/** What to do about a 401 or 407 (RFC 3261 §22.2, §22.3). */
public sealed interface DigestAnswer {

  /**
   * Send the request again: same Call-ID, From, To, Request-URI and body, CSeq one higher, new
   * branch, and exactly these credentials.
   *
   * @param rows every Authorization and Proxy-Authorization row of the new request
   * @param realms those that are answered now
   * @param unanswered why other realms of the same response are not
   * @param attempt to be passed in with the response to the new request
   */
  record Retry(
      CredentialRows rows, Set<String> realms, List<GiveUpReason> unanswered, AuthAttempt attempt)
      implements DigestAnswer {}

  /**
   * The 401 or 407 is the final answer and goes to the application.
   *
   * @param reasons one or more, in the order of the challenges
   */
  record GiveUp(List<GiveUpReason> reasons) implements DigestAnswer {

    /** The first reason. */
    public GiveUpReason reason() {
      return reasons.getFirst();
    }
  }
}

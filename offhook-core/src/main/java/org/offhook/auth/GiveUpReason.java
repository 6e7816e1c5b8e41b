package org.offhook.auth;

/** Why a challenge is not answered. */
public sealed interface GiveUpReason {

  /** No credentials are stored for this realm, sender and next hop. */
  record NoCredentials(String realm) implements GiveUpReason {}

  /** The realm was answered for this request already, and its password refused. */
  record Refused(String realm) implements GiveUpReason {}

  /**
   * Nothing in the response can be answered: no challenge, an unknown scheme, algorithm or qop, a
   * malformed challenge.
   *
   * @param realm empty if unknown
   */
  record Unsupported(String realm, String detail) implements GiveUpReason {}

  /** Local policy forbids it: algorithm too weak, no qop, a plain transport, a foreign target. */
  record Declined(String realm, String detail) implements GiveUpReason {}

  /** The AKA challenge does not come from the SIM's own network (RFC 3310 §3.2). */
  record NetworkNotAuthentic(String realm) implements GiveUpReason {}

  /** {@link AuthAttempt#MAX_ANSWERS} responses were answered for this request. */
  record TooMany(int answers) implements GiveUpReason {}
}

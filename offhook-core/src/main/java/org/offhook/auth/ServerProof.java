package org.offhook.auth;

/** What a response says about the server's knowledge of the secret (RFC 7616 §3.5). */
public enum ServerProof {
  /** No rspauth, or none that concerns credentials of this session. */
  ABSENT,
  /** The server knows the secret. */
  CONFIRMED,
  /**
   * The server's rspauth is wrong: it does not know the secret, or something altered the response.
   */
  MISMATCH
}

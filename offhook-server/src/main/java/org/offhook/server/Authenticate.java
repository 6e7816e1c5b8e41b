package org.offhook.server;

/** Which requests need digest credentials (RFC 3261 §22). */
public enum Authenticate {
  /** None: whoever can reach the server may register and call. */
  NONE,
  /** REGISTER only. */
  REGISTER,
  /**
   * REGISTER, and every request outside dialogs whose From is of the server's own domain; requests
   * from one foreign domain to another are refused.
   */
  ALL
}

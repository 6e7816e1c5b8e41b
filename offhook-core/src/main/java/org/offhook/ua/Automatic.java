package org.offhook.ua;

/** The steps that a user agent takes by itself; each can be set to an {@link AutoMode}. */
public enum Automatic {

  /** Answers a 401 or 407 with credentials (RFC 3261 §22). */
  AUTHENTICATE,

  /** Sends the request again to the Contacts of a 300, 301 or 302 (RFC 3261 §8.1.3.4). */
  FOLLOW_REDIRECT,

  /**
   * Repeats a request with the interval that a 422 or 423 asks for (RFC 4028 §7.3, 3261 §10.2.8).
   */
  RETRY_INTERVAL,

  /** Repeats a request once without what a 413, 415, 416, 420, 421 or 483 objects to (§8.1.3.5). */
  REPAIR,

  /** Renews registrations, subscriptions, publications and sessions before they expire. */
  REFRESH,

  /** Acknowledges the 2xx to the INVITE that begins a call; others always are (§13.2.2.4). */
  ACK,

  /** Acknowledges a reliable provisional answer (RFC 3262 §4). */
  PRACK,

  /** Answers BYE with 200 (RFC 3261 §15.1.2). */
  ANSWER_BYE,

  /** Answers the peer's wish to change the session from what this side can do (§14.2). */
  ANSWER_OFFER,

  /**
   * Answers a refresh of the session, which changes nothing: a re-INVITE with the offer that is in
   * force, and UPDATE without one (RFC 4028 §7.4). Of effect where {@link #ANSWER_OFFER} is not
   * automatic; there is nothing to ask, so MANUAL is as OFF.
   */
  ANSWER_REFRESH,

  /**
   * Answers INFO and MESSAGE inside a call with 200 (RFC 6086 §4.2.2, RFC 3428 §7); otherwise the
   * application answers, to relay them for example.
   */
  ANSWER_INFO,

  /** Answers OPTIONS (RFC 3261 §11.2). */
  ANSWER_OPTIONS,

  /**
   * Keeps the flows of registrations alive (RFC 5626 §4.4); there is nothing to ask, so MANUAL is
   * as OFF.
   */
  KEEP_ALIVE
}

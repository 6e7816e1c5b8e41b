package org.offhook.ua;

/** What a caller does when several forks of its INVITE answer with 2xx (RFC 3261 §13.2.2.4). */
public enum ForkPolicy {
  /** The first answer is the call; every other is acknowledged and ended with BYE. */
  KEEP_FIRST,
  /** Every answer is acknowledged and becomes a call of its own. */
  KEEP_ALL
}

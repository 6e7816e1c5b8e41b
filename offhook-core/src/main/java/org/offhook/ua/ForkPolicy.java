package org.offhook.ua;

/** What happens to further 2xx of a forked INVITE: RFC 3261 §13.2.2.4. */
public enum ForkPolicy {

  /** The first stays; each other is acknowledged and ended with BYE. The default. */
  KEEP_FIRST,

  /** Each becomes a call of its own. */
  KEEP_ALL
}

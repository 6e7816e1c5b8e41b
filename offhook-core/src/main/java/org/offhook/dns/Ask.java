package org.offhook.dns;

/** A question that somebody waits for (RFC 1035 §7.1); on the loop only. */
@FunctionalInterface
interface Ask {

  /** Nobody waits any more: no answer is told. Without effect when it has been told. */
  void cancel();
}

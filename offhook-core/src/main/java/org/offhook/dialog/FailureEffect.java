package org.offhook.dialog;

import org.offhook.message.Status;

/** What a failure answer to a request inside a dialog ends: RFC 5057 §5.1. */
public enum FailureEffect {

  /** Only this transaction failed; the dialog and its usages go on. */
  TRANSACTION,

  /** The usage that sent the request is over; other usages of the dialog go on. */
  USAGE,

  /** The dialog and all its usages are over. */
  DIALOG,

  /** The request ran out of hops: repeat it with a larger Max-Forwards, else end all usages. */
  HOPS;

  /** The effect of a final answer; a timeout counts as 408, a lost connection as 503. */
  public static FailureEffect of(Status status) {
    return switch (status.code()) {
      case 404, 410, 416, 482, 484, 485, 502, 604 -> DIALOG;
      case 405, 408, 480, 481, 489, 501 -> USAGE;
      case 483 -> HOPS;
      default -> TRANSACTION;
    };
  }
}

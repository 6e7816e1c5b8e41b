package org.offhook.eventpackage;

import java.util.Locale;

/** How far a dialog is: RFC 4235 §3.7.1. See {@link DialogInfo} for an example. */
public enum DialogPhase {
  /** The INVITE is sent, nothing came back. */
  TRYING,
  /** A provisional answer without a tag came. */
  PROCEEDING,
  /** A provisional answer with a tag came or was sent: it rings. */
  EARLY,
  /** A 2xx. */
  CONFIRMED,
  /** Over. */
  TERMINATED;

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.offhook.eventpackage;

import java.util.Locale;

/** Why a dialog is terminated: RFC 4235 §3.7.1. See {@link DialogInfo} for an example. */
public enum DialogEnd {
  /** The caller gave up. */
  CANCELLED,
  /** The callee refused. */
  REJECTED,
  /** Another dialog took its place (RFC 3891). */
  REPLACED,
  /** This side hung up. */
  LOCAL_BYE,
  /** The other side hung up. */
  REMOTE_BYE,
  /** An error. */
  ERROR,
  /** Nothing came. */
  TIMEOUT;

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

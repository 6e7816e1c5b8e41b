package org.offhook.eventpackage;

import java.util.Locale;

/** How a registration or one of its contacts stands: RFC 3680 §3.7. See {@link RegInfo}. */
public enum RegisteredState {
  /** Nothing is registered. */
  INIT,
  /** Something is. */
  ACTIVE,
  /** No longer. */
  TERMINATED;

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

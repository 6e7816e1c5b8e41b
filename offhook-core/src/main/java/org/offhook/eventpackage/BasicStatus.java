package org.offhook.eventpackage;

import java.util.Locale;

/** Whether messages are taken: RFC 3863 §4.1.4. See {@link Presence} for an example. */
public enum BasicStatus {
  /** Ready to take them. */
  OPEN,
  /** Not ready. */
  CLOSED;

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

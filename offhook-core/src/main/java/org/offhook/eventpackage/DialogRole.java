package org.offhook.eventpackage;

import java.util.Locale;

/** Who made the call: RFC 4235 §4.1.2. See {@link DialogInfo} for an example. */
public enum DialogRole {
  /** The watched side called. */
  INITIATOR,
  /** The watched side was called. */
  RECIPIENT;

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

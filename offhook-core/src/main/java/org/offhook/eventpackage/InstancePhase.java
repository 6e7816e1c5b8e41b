package org.offhook.eventpackage;

import java.util.Locale;

/**
 * How the subscription to one resource of a list stands: RFC 4662 §5.5. See {@link ResourceList}.
 */
public enum InstancePhase {
  /** Nobody has decided yet. */
  PENDING,
  /** In force. */
  ACTIVE,
  /** Over. */
  TERMINATED;

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

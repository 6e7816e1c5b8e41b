package org.offhook.eventpackage;

import java.util.Locale;

/** What brought a registered contact where it is: RFC 3680 §4.7.2, §5.3. See {@link RegInfo}. */
public enum ContactChange {
  /** A REGISTER made it. */
  REGISTERED,
  /** It was made by other means, such as an administrator. */
  CREATED,
  /** It was refreshed. */
  REFRESHED,
  /** The registrar made its time shorter: register before it is over. */
  SHORTENED,
  /** Its time ran out. */
  EXPIRED,
  /** The registrar let go of it: register again, which may lead to another registrar. */
  DEACTIVATED,
  /** The registrar let go of it for a while: register again after retry-after. */
  PROBATION,
  /** It was taken away by a REGISTER. */
  UNREGISTERED,
  /** The registrar does not want it: do not register again. */
  REJECTED;

  /** Whether the contact is gone by it. */
  public boolean isTerminal() {
    return switch (this) {
      case REGISTERED, CREATED, REFRESHED, SHORTENED -> false;
      case EXPIRED, DEACTIVATED, PROBATION, UNREGISTERED, REJECTED -> true;
    };
  }

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

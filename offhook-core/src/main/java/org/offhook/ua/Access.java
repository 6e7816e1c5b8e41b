package org.offhook.ua;

/** What becomes of a request outside dialogs, by an {@link AccessRule}. */
public enum Access {
  /** Taken without credentials, and not counted by {@link SourceLimits}: a PBX of one's own. */
  TRUST,
  /** Taken; credentials are asked for where {@code authenticateIncoming} says so. */
  ALLOW,
  /** Credentials are asked for in any case (RFC 3261 §22.2). */
  AUTHENTICATE,
  /** Answered 403. */
  REFUSE,
  /** Not answered at all, so that a scanner learns nothing. */
  DROP
}

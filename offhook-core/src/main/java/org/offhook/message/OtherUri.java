package org.offhook.message;

import org.jspecify.annotations.Nullable;

/** A URI of a scheme that Offhook does not look into (RFC 3261 section 25.1, absoluteURI). */
public final class OtherUri implements Uri {
  private final String writtenScheme;
  private final String rest;

  OtherUri(String writtenScheme, String rest) {
    this.writtenScheme = writtenScheme;
    this.rest = rest;
  }

  @Override
  public String scheme() {
    return Ascii.lower(writtenScheme);
  }

  /** What follows the scheme and its colon, as written. */
  public String rest() {
    return rest;
  }

  @Override
  public boolean matches(Uri other) {
    return other instanceof OtherUri that
        && writtenScheme.equalsIgnoreCase(that.writtenScheme)
        && rest.equals(that.rest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OtherUri that && matches(that);
  }

  @Override
  public int hashCode() {
    return rest.hashCode();
  }

  @Override
  public String toString() {
    return writtenScheme + ":" + rest;
  }
}

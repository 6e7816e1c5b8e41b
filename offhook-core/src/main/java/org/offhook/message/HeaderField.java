package org.offhook.message;

/**
 * One row of a header section: RFC 3261 section 7.3.
 *
 * @param name as written, long or compact
 * @param value the whole row as text, a fold as one space
 */
public record HeaderField(String name, String value) {
  /** Name and value as on the wire. */
  @Override
  public String toString() {
    return name + ": " + value;
  }
}

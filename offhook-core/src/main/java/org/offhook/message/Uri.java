package org.offhook.message;

/**
 * A URI as SIP carries it: RFC 3261 section 19.1 (sip, sips), RFC 3966 (tel), or any other kept as
 * opaque text.
 *
 * <p>{@code equals} compares the text; {@link #matches} compares the meaning, which is not
 * transitive and has no hash.
 */
public sealed interface Uri permits SipUri, TelUri, OtherUri {
  /**
   * Parses a URI of any scheme, without angle brackets.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  static Uri parse(String text) {
    return Values.parse("URI", Ascii.checked("URI", text), Uri::read);
  }

  /** Reads the whole range of the cursor as one URI. */
  private static Uri read(Cursor in) {
    return UriReader.read(in);
  }

  /** The scheme in lower case. */
  String scheme();

  /** Whether both mean the same by the rules of their scheme (RFC 3261 section 19.1.4). */
  boolean matches(Uri other);

  /** The wire text. */
  @Override
  String toString();
}

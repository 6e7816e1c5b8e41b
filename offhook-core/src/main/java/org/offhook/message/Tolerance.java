package org.offhook.message;

import java.util.ArrayList;
import java.util.List;

/** A fault of a peer that the parser forgives, against the letter of RFC 3261. */
public enum Tolerance {
  /** Line ends before the start line of a datagram (section 7.5 grants them to streams). */
  LEADING_LINE_ENDS,
  /** A line ends in LF without CR. */
  BARE_LINE_FEED,
  /** The empty line after the header fields is missing; there is no body then. */
  MISSING_EMPTY_LINE,
  /** A request without Max-Forwards (RFC 2543 peers). */
  MISSING_MAX_FORWARDS,
  /** A From without a tag (RFC 2543 peers). */
  MISSING_FROM_TAG,
  /** Empty parameters or list elements: {@code ;;} or {@code ,,}. */
  EMPTY_ELEMENT,
  /** Characters in an unquoted display name that belong in quotes. */
  STRAY_DISPLAY_NAME,
  /** A datagram is longer than Content-Length says; the surplus is dropped (section 18.3). */
  SURPLUS_BYTES,
  /** A stream message without Content-Length was taken to have no body. */
  MISSING_CONTENT_LENGTH,
  /** Several Content-Length rows that agree. */
  REPEATED_CONTENT_LENGTH,
  /** Three colons in an IPv6 address (RFC 5118 section 4.9), read as two. */
  THREE_COLONS,
  /** A URI with a headers part but without angle brackets, read as if it had them. */
  UNBRACKETED_URI,
  /** Content-Length counts a few bytes more than a session description that is whole has. */
  MISCOUNTED_BODY,
  /** Multiparts lie deeper inside each other than the limit; what is below is not looked into. */
  DEEP_MULTIPART;

  @SuppressWarnings("EnumOrdinal") // only within one run, never kept
  int bit() {
    return 1 << ordinal();
  }

  static List<Tolerance> of(int bits) {
    if (bits == 0) {
      return List.of();
    }
    List<Tolerance> list = new ArrayList<>();
    for (Tolerance tolerance : values()) {
      if ((bits & tolerance.bit()) != 0) {
        list.add(tolerance);
      }
    }
    return List.copyOf(list);
  }
}

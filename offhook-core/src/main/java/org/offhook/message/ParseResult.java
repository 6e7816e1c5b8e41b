package org.offhook.message;

import java.util.List;
import java.util.Optional;

/** What bytes turned out to be: a message, or why they are none (RFC 3261 sections 16.3, 18.3). */
public sealed interface ParseResult {
  /** Whether bytes that are no valid message meant to be a request or a response. */
  enum Kind {
    /** The start line begins like a request. */
    REQUEST,
    /** The start line begins with a SIP version. */
    RESPONSE,
    /** Neither can be told. */
    UNKNOWN
  }

  /**
   * A message.
   *
   * @param tolerated what was forgiven, empty for a clean message
   */
  record Parsed(SipMessage message, List<Tolerance> tolerated) implements ParseResult {}

  /**
   * Not a message.
   *
   * @param status what the edge answers a request of this kind with (400, 413, 414, 501, 505, 513)
   * @param reason the fault in words
   * @param offset where in the bytes it was found
   * @param answer ready to send; empty if the bytes are to be dropped
   * @param via the top Via, if it could be read
   */
  record Invalid(
      Status status,
      String reason,
      int offset,
      Optional<SipResponse> answer,
      Kind kind,
      Optional<Via> via)
      implements ParseResult {}
}

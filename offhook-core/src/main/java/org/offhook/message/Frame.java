package org.offhook.message;

/** What a byte stream carries: messages and keep-alives (RFC 3261 section 18.3, RFC 5626 3.5.1). */
public sealed interface Frame {
  /** A whole message, valid or not; the stream goes on. */
  record Message(ParseResult result) implements Frame {}

  /** A double CRLF, to be answered with one CRLF. */
  record Ping() implements Frame {}

  /** A single CRLF, the answer to a ping. */
  record Pong() implements Frame {}

  /** The stream cannot be framed any more: answer if there is an answer, then close. */
  record Broken(ParseResult.Invalid invalid) implements Frame {}
}

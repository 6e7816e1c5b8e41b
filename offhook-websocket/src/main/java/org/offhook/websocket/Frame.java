package org.offhook.websocket;

/** What a peer's frames amount to (RFC 6455 §5). */
@SuppressWarnings("ArrayRecordComponent") // never compared
sealed interface Frame {

  /** A whole message, put together from its fragments. */
  record Message(byte[] payload) implements Frame {}

  /** A ping; it wants its payload back. */
  record Ping(byte[] payload) implements Frame {}

  /** A pong, asked for or not. */
  record Pong() implements Frame {}

  /**
   * The peer closes.
   *
   * @param code 1005 if it gave none (RFC 6455 §7.1.5)
   */
  record Close(int code, String reason) implements Frame {}

  /**
   * The peer broke a rule; the bytes that follow cannot be read.
   *
   * @param code to close with
   */
  record Fault(int code, String reason) implements Frame {}
}

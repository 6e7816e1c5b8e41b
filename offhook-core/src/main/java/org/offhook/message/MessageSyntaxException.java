package org.offhook.message;

/**
 * A text does not follow the grammar of what it was given for: RFC 3261 section 25. Thrown on the
 * caller's thread by {@link MessageEditor} and by the {@code parse} methods of values, as {@link
 * NameAddr#parse}; the message says what is wrong.
 *
 * <pre>{@code
 * try {
 *   editor.set("From", typed);
 * } catch (MessageSyntaxException e) {
 *   show(e.getMessage());
 * }
 * }</pre>
 *
 * <p>What comes from the wire never makes one: {@link MessageParser} gives a {@link ParseResult},
 * and {@link Headers#fault} tells why a value cannot be read.
 */
public final class MessageSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MessageSyntaxException(String message) {
    super(message);
  }

  MessageSyntaxException(String message, Throwable cause) {
    super(message, cause);
  }
}

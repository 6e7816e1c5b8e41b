package org.offhook.transport;

/** Is told when a message could not be sent (RFC 3261 §18.4). */
@FunctionalInterface
public interface SendListener {

  /** Nobody is interested: the message is repeated, or was a courtesy. */
  SendListener IGNORE = reason -> {};

  /**
   * The message did not leave, or was lost with its connection. Called at most once per message,
   * never inside {@link Flow#send}.
   *
   * @param reason for people
   */
  void sendFailed(String reason);
}

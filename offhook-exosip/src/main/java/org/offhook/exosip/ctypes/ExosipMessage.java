package org.offhook.exosip.ctypes;

import org.offhook.exosip.OsipMessage;

/**
 * A message that was built and not sent yet: {@link #message} is edited, then {@link #send} sends
 * it, once. One thread at a time. An example is at {@link Context}.
 */
public sealed interface ExosipMessage permits InitInvite, Ack, Answer, InitialRegister, Register {

  /** Where it was built. */
  Context context();

  /** Its header fields and body. */
  OsipMessage message();

  /**
   * Sends it.
   *
   * @return the id of what it begins, a cid or rid; 0 if it begins nothing
   * @throws org.offhook.exosip.OsipException if it cannot be sent, or was sent already
   */
  int send();
}

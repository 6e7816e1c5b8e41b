package org.offhook.net;

import java.io.Serial;

/** A socket could not be opened; the message says which, why, and what to do. */
public final class NetException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** With a message for the user. */
  public NetException(String message, Throwable cause) {
    super(message, cause);
  }

  /** With a message for the user. */
  public NetException(String message) {
    super(message);
  }
}

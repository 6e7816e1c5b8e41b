package org.offhook;

import java.io.Serial;

/**
 * Thrown by {@link Pending#await(java.time.Duration)} when the time is over and there is no result
 * yet. Nothing was cancelled: the wait can be repeated.
 */
public final class StillPendingException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  StillPendingException(String message) {
    super(message);
  }
}

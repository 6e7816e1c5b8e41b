package org.offhook;

import java.io.Serial;

/**
 * Thrown when an endpoint cannot listen where it was told to: the port is taken, the address is not
 * this host's, or the privilege is missing. The message says which socket, why, and what to do.
 *
 * <pre>{@code
 * try (var endpoint = Endpoint.start(options)) {
 *   ...
 * } catch (ListenException e) {
 *   System.err.println(e.getMessage());
 * }
 * }</pre>
 */
public final class ListenException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what the application is to be told. */
  public ListenException(String message) {
    super(message);
  }
}

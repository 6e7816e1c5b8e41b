package org.offhook.net;

import java.io.Serial;

/**
 * Thrown when TLS cannot be set up from what {@link TlsSettings} name: a file is missing or no PEM,
 * a password is wrong, a key does not belong to its certificate. The message names the file, the
 * fault, and what to do.
 *
 * <pre>{@code
 * try (var endpoint = Endpoint.start(options)) {
 *   ...
 * } catch (TlsException e) {
 *   System.err.println(e.getMessage());
 * }
 * }</pre>
 */
public final class TlsException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what the application is to be told. */
  public TlsException(String message) {
    super(message);
  }

  /** With what the application is to be told. */
  public TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}

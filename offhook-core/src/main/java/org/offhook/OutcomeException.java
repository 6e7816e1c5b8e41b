package org.offhook;

import java.io.Serial;

/**
 * Thrown by {@link Pending#awaitOk()} when the outcome is not the one that was hoped for; carries
 * that outcome.
 *
 * <pre>{@code
 * try {
 *   endpoint.register("sip:example.com").awaitOk();
 * } catch (OutcomeException e) {
 *   System.err.println("not registered: " + e.outcome().reason());
 * }
 * }</pre>
 */
public final class OutcomeException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Outcome outcome;

  OutcomeException(Outcome outcome) {
    super(outcome.reason());
    this.outcome = outcome;
  }

  /** What happened instead. */
  public Outcome outcome() {
    return outcome;
  }
}

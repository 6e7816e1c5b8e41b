package org.offhook.exosip.ctypes;

/**
 * Memory that was not to be had. Nothing throws it, since Java says so by an OutOfMemoryError; it
 * is here for the catch clauses of ported programs.
 *
 * <pre>{@code
 * try (var context = new Context()) {
 *   context.listenOnAddress();
 * } catch (MallocError e) {
 *   System.exit(1);
 * }
 * }</pre>
 */
public final class MallocError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a text. */
  public MallocError(String message) {
    super(message);
  }
}

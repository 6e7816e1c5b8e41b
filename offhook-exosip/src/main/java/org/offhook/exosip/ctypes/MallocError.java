package org.offhook.exosip.ctypes;

/**
 * Memory that was not to be had. Nothing throws it, since Java says so by an OutOfMemoryError; it
 * is here for the catch clauses of ported programs.
 *
 * <pre>{@code
 * try (var context = new Context(null)) {
 *   context.listenOnAddress("192.0.2.1", Exosip.UDP, 5060);
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

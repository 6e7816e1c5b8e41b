package org.offhook;

/**
 * Serves the wishes of peers that this side call somebody, on a user thread each (RFC 3515).
 *
 * <p>One that is left undecided when the handler returns may still be decided later; after 20
 * seconds it is refused with 603. When the handler throws, it is refused with 500.
 *
 * <pre>{@code
 * endpoint.onRefer(refer -> refer.accept());
 * }</pre>
 */
@FunctionalInterface
public interface ReferHandler {

  /** Serves the wish. */
  void handle(IncomingRefer refer) throws Exception;
}

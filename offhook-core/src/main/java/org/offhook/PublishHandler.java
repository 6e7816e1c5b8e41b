package org.offhook;

/**
 * Serves states that peers publish here, on a user thread each (RFC 3903 §6).
 *
 * <p>One that is left undecided when the handler returns may still be decided later; after 20
 * seconds it is refused with 480. When the handler throws, it is refused with 500.
 *
 * <pre>{@code
 * endpoint.onPublish(state -> {
 *   if (state.provenance().kind() == Provenance.Kind.DIGEST) {
 *     state.accept();
 *   } else {
 *     state.reject(Status.FORBIDDEN);
 *   }
 * });
 * }</pre>
 */
@FunctionalInterface
public interface PublishHandler {

  /** Decides about the state. */
  void handle(IncomingPublication state) throws Exception;
}

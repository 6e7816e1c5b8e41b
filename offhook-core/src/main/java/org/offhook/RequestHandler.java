package org.offhook;

/**
 * Serves requests outside calls, such as MESSAGE, on a user thread each.
 *
 * <p>A request that is left unanswered when the handler returns may still be answered later; when
 * it throws, the request is answered with 500.
 *
 * <pre>{@code
 * endpoint.onRequest(request -> request.respond(Status.OK));
 * }</pre>
 */
@FunctionalInterface
public interface RequestHandler {

  /** Serves the request. */
  void handle(IncomingRequest request) throws Exception;
}

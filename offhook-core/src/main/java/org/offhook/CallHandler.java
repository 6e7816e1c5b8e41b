package org.offhook;

/**
 * Serves one incoming call in straight-line code, on a user thread of its own.
 *
 * <p>When it returns while the call still rings, the call is refused with 480; when it throws, with
 * 500, or hung up if it was answered.
 *
 * <pre>{@code
 * endpoint.onCall(call -> {
 *   call.answer(sdp).awaitOk();
 *   call.ended().await();
 * });
 * }</pre>
 */
@FunctionalInterface
public interface CallHandler {

  /** Serves the call. */
  void handle(IncomingCall call) throws Exception;
}

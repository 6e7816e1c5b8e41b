package org.offhook.exosip;

/**
 * Sees each message of a context as it is on the wire: {@code CbSipCallback} of eXosip2, see {@link
 * Exosip#setCbsipMessage}. Runs on the endpoint's loop: it must be quick, must not block, and
 * leaves the functions of the context, some of which wait for the loop, to other threads.
 *
 * <pre>{@code
 * exosip.setCbsipMessage((message, received) ->
 *     System.out.println((received ? "< " : "> ") + message));
 * }</pre>
 */
@FunctionalInterface
public interface MessageCallback {

  /**
   * A message came, or is sent.
   *
   * @param message a copy; changes have no effect
   * @param received false: it is sent
   */
  void message(OsipMessage message, boolean received);
}

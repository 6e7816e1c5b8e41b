package org.offhook.exosip;

import org.jspecify.annotations.Nullable;

/**
 * REFER as a plain message, without its subscription: the functions {@code eXosip_refer_*} of
 * eXosip2 4; a report that comes all the same is an {@link EventType#MESSAGE_NEW}. {@link
 * SubscriptionFunctions#buildInitialRefer} follows what becomes of it.
 *
 * <pre>{@code
 * var refer = exosip.refer().buildRequest(
 *     "sip:carol@example.com", "sip:me@example.com", "sip:desk@example.com", null);
 * int tid = exosip.refer().sendRequest(refer.setHeader("Refer-Sub", "false"));
 * }</pre>
 *
 * <p>Any thread; what is refused is refused by an {@link OsipException} at once.
 */
public final class ReferFunctions {

  private final MessageFunctions messages;

  ReferFunctions(MessageFunctions messages) {
    this.messages = messages;
  }

  /**
   * Builds it.
   *
   * @throws OsipException as {@link MessageFunctions#buildRequest}
   */
  public OsipMessage buildRequest(String referTo, String from, String to, @Nullable String route) {
    var target = Functions.uri(referTo, "referTo");
    return messages
        .buildRequest("REFER", to, from, route)
        .setHeader("Refer-To", "<" + target + ">");
  }

  /**
   * Sends it.
   *
   * @return the tid
   */
  public int sendRequest(OsipMessage refer) {
    return messages.sendRequest(refer);
  }
}

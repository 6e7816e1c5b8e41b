package org.offhook.exosip.ctypes;

import org.offhook.exosip.OsipMessage;

/**
 * The ACK for the answer to an INVITE; without it the default one is sent by itself.
 *
 * <pre>{@code
 * context.callSendAck(new Ack(context, event.did()));
 * }</pre>
 *
 * @param context where it was built
 * @param message its header fields and body
 * @param did the dialog
 */
public record Ack(Context context, OsipMessage message, int did) implements ExosipMessage {

  /** Builds it; see {@link org.offhook.exosip.CallFunctions#buildAck}. */
  public Ack(Context context, int did) {
    this(context, context.exosip().call().buildAck(did), did);
  }

  @Override
  public int send() {
    context.exosip().call().sendAck(did, message);
    return 0;
  }
}

package org.offhook.ua;

import java.util.function.BiConsumer;
import org.offhook.dialog.Dialog;
import org.offhook.dns.Located;
import org.offhook.message.SipRequest;
import org.offhook.transport.Flow;

/**
 * Sends the ACK for a 2xx straight to the transport, along the dialog's route: RFC 3261 §13.2.2.4,
 * §17.1. Nothing answers it and nothing repeats it but the caller.
 */
public final class AckSender {

  private final UserAgentCore core;

  /** Sends for this agent. */
  public AckSender(UserAgentCore core) {
    this.core = core;
  }

  /**
   * Sends once.
   *
   * @param ack without Via
   * @param sent is given the ACK as it left, with its Via, and the flow, to repeat it unchanged
   */
  public void send(Dialog dialog, SipRequest ack, BiConsumer<SipRequest, Flow> sent) {
    core.loop().assertOnLoop();
    boolean large = core.transport().prefersStream(ack);
    var kept = core.accounts().flowOf(dialog, core.transport().publicAddress().policy().reuse());
    if (kept != null) {
      sent.accept(core.transactions().ack(ack, kept), kept);
      return;
    }
    core.sender()
        .locator()
        .locate(
            dialog.nextHop(),
            large,
            located -> {
              if (located instanceof Located.Found found) {
                var flow = core.transport().flowTo(found.hops().getFirst());
                sent.accept(core.transactions().ack(ack, flow), flow);
              }
            });
  }
}

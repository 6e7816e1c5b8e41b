package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.message.MediaType;
import org.offhook.message.SipRequest;
import org.offhook.sdp.SessionDescription;
import org.offhook.transport.Flow;
import org.offhook.ua.AckSender;
import org.offhook.ua.UserAgentCore;

/**
 * The ACK for a 2xx, sent once for the application and again for each repeat of the 2xx, unchanged:
 * RFC 3261 §13.2.2.4.
 */
final class Acknowledgement {

  private final UserAgentCore core;
  private final SipRequest ack;
  private final Dialog dialog;
  private @Nullable SipRequest sent;
  private @Nullable Flow flow;

  /**
   * Builds the ACK.
   *
   * @param invite the INVITE as sent, for its CSeq number and credentials
   */
  Acknowledgement(
      UserAgentCore core, Dialog dialog, SipRequest invite, @Nullable SessionDescription answer) {
    this.core = core;
    this.dialog = dialog;
    var builder = dialog.ack(invite);
    if (answer != null) {
      builder.body(MediaType.APPLICATION_SDP, answer.toBytes());
    }
    this.ack = builder.build();
  }

  /** Whether it answers a 2xx with this CSeq number. */
  boolean matches(long cSeqNumber) {
    return ack.cSeq().number() == cSeqNumber;
  }

  /** Sends it, for the first time or again. */
  void send() {
    var known = flow;
    var same = sent;
    if (known != null && same != null && known.isAlive()) {
      known.send(same, reason -> {});
      return;
    }
    new AckSender(core)
        .send(
            dialog,
            ack,
            (withVia, usedFlow) -> {
              sent = withVia;
              flow = usedFlow;
            });
  }
}

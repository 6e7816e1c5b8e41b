package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.message.HeaderField;
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
   * @param rows extra rows, in each repetition too
   */
  static Acknowledgement of(
      InviteSession session,
      SipRequest invite,
      @Nullable SessionDescription answer,
      List<HeaderField> rows) {
    var dialog = session.dialog();
    session.callerAck().answers(invite);
    var written = session.callerAck().written();
    var builder = written == null ? dialog.ack(invite) : dialog.ack(invite, written);
    var flow = dialog.flow();
    if (flow != null) {
      session.core().settings().trust().write(rows, flow, builder);
    } else {
      rows.forEach(row -> builder.raw(row.name(), row.value()));
    }
    if (answer != null && (written == null || SdpBody.isAlone(written))) {
      builder.body(MediaType.APPLICATION_SDP, answer.toBytes());
    }
    return new Acknowledgement(session.core(), dialog, builder.build());
  }

  private Acknowledgement(UserAgentCore core, Dialog dialog, SipRequest ack) {
    this.core = core;
    this.dialog = dialog;
    this.ack = ack;
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

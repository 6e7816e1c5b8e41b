package org.offhook;

import org.offhook.message.SipRequest;
import org.offhook.message.Status;

/**
 * Something that happened to a subscription outside any call, such as one that a REFER makes (RFC
 * 3515). See {@link SipEvent} for an example.
 */
public sealed interface SubscriptionEvent extends SipEvent {

  /**
   * A peer asks, outside any call, that this side call somebody: accept or reject it; left alone it
   * is refused with 603 after 20 seconds. Comes here unless {@link Endpoint#onRefer} has a handler.
   */
  final class ReferReceived implements SubscriptionEvent {
    private final IncomingRefer refer;

    ReferReceived(IncomingRefer refer) {
      this.refer = refer;
    }

    /** What is asked for, with its verbs. */
    public IncomingRefer refer() {
      return refer;
    }

    @Override
    public Object subject() {
      return refer;
    }

    @Override
    public String toString() {
      return "asked to call " + refer.referTo().uri();
    }
  }

  /** A peer that was asked by {@link Endpoint#refer} tells how its call goes. */
  final class ReferProgress implements SubscriptionEvent {
    private final Transfer transfer;
    private final Status status;
    private final SipRequest notify;

    ReferProgress(Transfer transfer, Status status, SipRequest notify) {
      this.transfer = transfer;
      this.status = status;
      this.notify = notify;
    }

    /** What was asked for. */
    public Transfer transfer() {
      return transfer;
    }

    /** What the peer's call met: 100, 180, 200, 486 … */
    public Status status() {
      return status;
    }

    /** The NOTIFY; {@link org.offhook.message.SipFrag} reads its body. */
    public SipRequest notification() {
      return notify;
    }

    @Override
    public Object subject() {
      return transfer;
    }

    @Override
    public String toString() {
      return "refer: " + status.code() + " " + status.reason();
    }
  }

  /** The branch for events that later versions add. */
  non-sealed interface Unlisted extends SubscriptionEvent {}
}

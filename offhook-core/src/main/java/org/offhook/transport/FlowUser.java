package org.offhook.transport;

/** Something that depends on a {@link Flow}: it keeps a connection open and is told of its end. */
@FunctionalInterface
public interface FlowUser {

  /**
   * The connection is gone or could not be opened, or the network reported the peer's UDP port
   * unreachable (RFC 3261 §18.4). The user has been removed from the flow already.
   *
   * @param reason for people
   */
  void flowLost(Flow flow, String reason);
}

package org.offhook.transport;

/** Sees every message as it is on the wire, malformed datagrams included. Called on the loop. */
public interface WireTap {

  /**
   * A message arrived.
   *
   * @param message do not modify
   * @param nanos the loop's monotonic time
   */
  void received(Flow flow, byte[] message, long nanos);

  /**
   * A message was handed to the socket.
   *
   * @param message do not modify
   * @param nanos the loop's monotonic time
   */
  void sent(Flow flow, byte[] message, long nanos);
}

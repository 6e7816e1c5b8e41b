package org.offhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Two neighbouring UDP ports that were free when they were looked for: the even one for RTP, the
 * next for RTCP (RFC 3550 §11). See {@link Endpoint#freePortPair}.
 *
 * @param address where they are free; a wildcard if they are so on all addresses
 * @param rtp the even port
 */
public record PortPair(InetAddress address, int rtp) {

  /** The odd port. */
  public int rtcp() {
    return rtp + 1;
  }

  /** Where RTP may be received. */
  public InetSocketAddress rtpAddress() {
    return new InetSocketAddress(address, rtp);
  }

  /** Where RTCP may be received. */
  public InetSocketAddress rtcpAddress() {
    return new InetSocketAddress(address, rtcp());
  }
}

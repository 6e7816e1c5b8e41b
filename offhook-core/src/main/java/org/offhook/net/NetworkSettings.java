package org.offhook.net;

import java.time.Duration;

/**
 * How sockets of a {@link SystemHost} are opened. Copies with one value changed come from the
 * {@code with} methods.
 *
 * @param socketBuffer bytes of receive and of send buffer asked of the system for a UDP socket; it
 *     may grant less; default 4 MB
 * @param datagramQueue datagrams that wait in a UDP socket when the system takes no more; default
 *     1024
 * @param streamQueue bytes that wait on a TCP connection whose peer does not read; default 1 MB
 * @param connectTimeout for TCP, shorter than Timer B and F so that another address can be tried;
 *     default 5 s
 * @param lingerTimeout for what is unsent when a connection is closed; default 2 s
 * @param trafficClass the IP traffic class byte, the DSCP in its upper six bits (RFC 4594 §2.3); 0,
 *     the default, leaves it alone; 0x60 is CS3
 * @param reuseAddress whether a TCP port may be taken whose old connections linger (SO_REUSEADDR);
 *     default true
 */
public record NetworkSettings(
    int socketBuffer,
    int datagramQueue,
    int streamQueue,
    Duration connectTimeout,
    Duration lingerTimeout,
    int trafficClass,
    boolean reuseAddress) {

  /** All defaults. */
  public static final NetworkSettings DEFAULT =
      new NetworkSettings(
          4 << 20, 1024, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(2), 0, true);

  /** Checks ranges. */
  public NetworkSettings {
    if (socketBuffer < 0 || datagramQueue < 1 || streamQueue < 1) {
      throw new IllegalArgumentException("buffers and queues must be positive");
    }
    if (trafficClass < 0 || trafficClass > 255) {
      throw new IllegalArgumentException("a traffic class is from 0 to 255: " + trafficClass);
    }
    if (connectTimeout.isNegative() || connectTimeout.isZero() || lingerTimeout.isNegative()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
  }

  /** A copy. */
  public NetworkSettings withSocketBuffer(int bytes) {
    return new NetworkSettings(
        bytes,
        datagramQueue,
        streamQueue,
        connectTimeout,
        lingerTimeout,
        trafficClass,
        reuseAddress);
  }

  /** A copy. */
  public NetworkSettings withQueues(int datagrams, int streamBytes) {
    return new NetworkSettings(
        socketBuffer,
        datagrams,
        streamBytes,
        connectTimeout,
        lingerTimeout,
        trafficClass,
        reuseAddress);
  }

  /** A copy. */
  public NetworkSettings withConnectTimeout(Duration timeout) {
    return new NetworkSettings(
        socketBuffer,
        datagramQueue,
        streamQueue,
        timeout,
        lingerTimeout,
        trafficClass,
        reuseAddress);
  }

  /** A copy. */
  public NetworkSettings withTrafficClass(int octet) {
    return new NetworkSettings(
        socketBuffer,
        datagramQueue,
        streamQueue,
        connectTimeout,
        lingerTimeout,
        octet,
        reuseAddress);
  }

  /** A copy. */
  public NetworkSettings withReuseAddress(boolean reuse) {
    return new NetworkSettings(
        socketBuffer,
        datagramQueue,
        streamQueue,
        connectTimeout,
        lingerTimeout,
        trafficClass,
        reuse);
  }
}

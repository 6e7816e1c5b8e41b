package org.offhook.net;

import java.time.Duration;

/**
 * Sizes, times and limits of DTLS (RFC 6347). Copies with one value changed come from the {@code
 * with} methods.
 *
 * @param mtu bytes of the largest datagram of a handshake (RFC 6347 §4.1.1.1); a SIP message is one
 *     record and so one datagram whatever its size; from 256 to 16,000, default 1200
 * @param firstRetransmission how long the answer to a flight may take before it is repeated;
 *     doubles with each repetition up to 60 s (RFC 6347 §4.2.4.1). Default 500 ms, which is T1 of
 *     SIP, not the 1 s of DTLS: a handshake must be through before the transactions that wait for
 *     it end
 * @param handshake how long a handshake may take; default 16 s, half of Timer B and F, so that
 *     another address can be tried
 * @param unfinished how many handshakes may be under way that peers have begun
 * @param queue messages that may wait for one handshake; default 64
 */
public record DtlsSettings(
    int mtu, Duration firstRetransmission, Duration handshake, Unfinished unfinished, int queue) {

  private static final int SMALLEST_MTU = 256;
  private static final int LARGEST_MTU = 16_000;

  /**
   * Numbers of unfinished handshakes of one listening socket whose peers have shown that they
   * receive at their address; a further one takes the place of the oldest. A peer that has not
   * shown it costs a short computation and nothing that lasts, so it cannot displace anybody.
   *
   * @param total of all peers; default 1000
   * @param perPeer from one IP address; default 50
   */
  public record Unfinished(int total, int perPeer) {

    /** Checks ranges. */
    public Unfinished {
      if (total < 1 || perPeer < 1) {
        throw new IllegalArgumentException("at least one handshake must be possible");
      }
    }
  }

  /** All defaults. */
  public static final DtlsSettings DEFAULT =
      new DtlsSettings(
          1200, Duration.ofMillis(500), Duration.ofSeconds(16), new Unfinished(1000, 50), 64);

  /** Checks ranges. */
  public DtlsSettings {
    if (mtu < SMALLEST_MTU || mtu > LARGEST_MTU) {
      throw new IllegalArgumentException(
          "an MTU is from " + SMALLEST_MTU + " to " + LARGEST_MTU + ": " + mtu);
    }
    if (firstRetransmission.isNegative() || firstRetransmission.isZero()) {
      throw new IllegalArgumentException("the time to the first retransmission must be positive");
    }
    if (handshake.compareTo(firstRetransmission) < 0) {
      throw new IllegalArgumentException("a handshake takes longer than one retransmission");
    }
    if (queue < 1) {
      throw new IllegalArgumentException("at least one message must be able to wait");
    }
  }

  /** A copy. */
  public DtlsSettings withMtu(int bytes) {
    return new DtlsSettings(bytes, firstRetransmission, handshake, unfinished, queue);
  }

  /** A copy. */
  public DtlsSettings withTimes(Duration first, Duration whole) {
    return new DtlsSettings(mtu, first, whole, unfinished, queue);
  }

  /** A copy. */
  public DtlsSettings withUnfinished(Unfinished most) {
    return new DtlsSettings(mtu, firstRetransmission, handshake, most, queue);
  }

  /** A copy. */
  public DtlsSettings withQueue(int messages) {
    return new DtlsSettings(mtu, firstRetransmission, handshake, unfinished, messages);
  }
}

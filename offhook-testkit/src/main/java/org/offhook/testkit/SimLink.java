package org.offhook.testkit;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The qualities of a link. What is not set here is taken from {@link SimNetwork#all}; there,
 * latency is 1 ms and nothing else happens to packets. Changes hold for what is sent from then on.
 */
public final class SimLink {

  private final @Nullable SimLink parent;
  private @Nullable Long latency;
  private @Nullable Long jitter;
  private @Nullable Double loss;
  private @Nullable Double duplicate;
  private @Nullable Double reorder;
  private @Nullable Double truncate;
  private @Nullable Integer mtu;
  private @Nullable Long bandwidth;
  private @Nullable Boolean icmp;
  private @Nullable Integer segments;
  private Predicate<SimPacket> drop = packet -> false;

  SimLink(@Nullable SimLink parent) {
    this.parent = parent;
  }

  /** The time from one end to the other; default 1 ms, 0 inside a host. */
  public SimLink latency(Duration oneWay) {
    latency = notNegative(oneWay.toNanos());
    return this;
  }

  /** Up to so much is added to the latency, evenly; packets keep their order. */
  public SimLink jitter(Duration most) {
    jitter = notNegative(most.toNanos());
    return this;
  }

  /** The probability that a datagram is lost; a lost stream segment comes 200 ms later and more. */
  public SimLink loss(double probability) {
    loss = probability(probability);
    return this;
  }

  /** The probability that a datagram arrives twice. */
  public SimLink duplicate(double probability) {
    duplicate = probability(probability);
    return this;
  }

  /** The probability that a datagram is held back so that later ones overtake it. */
  public SimLink reorder(double probability) {
    reorder = probability(probability);
    return this;
  }

  /** The probability that a datagram arrives without its end; how much is left is chance. */
  public SimLink truncate(double probability) {
    truncate = probability(probability);
    return this;
  }

  /** The largest IP packet in bytes, IP and UDP header included; larger datagrams are lost. */
  public SimLink mtu(int bytes) {
    mtu = bytes;
    return this;
  }

  /** Bits per second; a datagram that would wait for over a second is lost. 0: without limit. */
  public SimLink bandwidth(long bitsPerSecond) {
    bandwidth = notNegative(bitsPerSecond);
    return this;
  }

  /** Whether senders hear of closed ports, missing hosts and oversize; default no. */
  public SimLink icmp(boolean reported) {
    icmp = reported;
    return this;
  }

  /** The largest piece in which stream bytes arrive, to test framing; 0: as they were written. */
  public SimLink segments(int bytes) {
    segments = bytes;
    return this;
  }

  /** Loses the datagrams that the predicate picks; replaces an earlier predicate of this link. */
  public SimLink dropIf(Predicate<SimPacket> picked) {
    drop = picked;
    return this;
  }

  /** Takes back all that was set here. */
  public SimLink reset() {
    latency = null;
    jitter = null;
    loss = null;
    duplicate = null;
    reorder = null;
    truncate = null;
    mtu = null;
    bandwidth = null;
    icmp = null;
    segments = null;
    drop = packet -> false;
    return this;
  }

  long latencyNanos() {
    return latency != null ? latency : parent == null ? 0 : parent.latencyNanos();
  }

  long jitterNanos() {
    return jitter != null ? jitter : parent == null ? 0 : parent.jitterNanos();
  }

  double lossRate() {
    return loss != null ? loss : parent == null ? 0 : parent.lossRate();
  }

  double duplicateRate() {
    return duplicate != null ? duplicate : parent == null ? 0 : parent.duplicateRate();
  }

  double reorderRate() {
    return reorder != null ? reorder : parent == null ? 0 : parent.reorderRate();
  }

  double truncateRate() {
    return truncate != null ? truncate : parent == null ? 0 : parent.truncateRate();
  }

  int mtuBytes() {
    return mtu != null ? mtu : parent == null ? Integer.MAX_VALUE : parent.mtuBytes();
  }

  long bitsPerSecond() {
    return bandwidth != null ? bandwidth : parent == null ? 0 : parent.bitsPerSecond();
  }

  boolean reportsErrors() {
    return icmp != null ? icmp : parent != null && parent.reportsErrors();
  }

  int segmentBytes() {
    return segments != null ? segments : parent == null ? 0 : parent.segmentBytes();
  }

  boolean drops(SimPacket packet) {
    return drop.test(packet) || (parent != null && parent.drops(packet));
  }

  private static long notNegative(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("must not be negative: " + value);
    }
    return value;
  }

  private static double probability(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a probability is from 0 to 1: " + value);
    }
    return value;
  }
}

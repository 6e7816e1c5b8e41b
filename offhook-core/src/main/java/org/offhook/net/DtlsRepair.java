package org.offhook.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;

/** The timers of one handshake, and the server's last flight (RFC 6347 §4.2.4). */
final class DtlsRepair {

  private static final long LONGEST = 60_000_000_000L;

  private final DtlsWire wire;
  private final DtlsAssociation association;
  private @Nullable TimerHandle retransmission;
  private @Nullable TimerHandle limit;
  private long interval;
  private boolean heard;
  private List<byte[]> lastFlight = List.of();
  private long lastFlightAt;

  DtlsRepair(DtlsWire wire, DtlsAssociation association) {
    this.wire = wire;
    this.association = association;
  }

  /** The handshake begins. */
  void start() {
    limit = wire.network().loop().after(wire.settings().handshake(), this::tooLong);
  }

  private void tooLong() {
    String time = wire.settings().handshake().toSeconds() + " s";
    association.lost(
        heard
            ? "the DTLS handshake was not finished within " + time
            : "no answer to the DTLS handshake within " + time);
  }

  /** The peer has answered something. */
  void heard() {
    heard = true;
  }

  boolean isHeard() {
    return heard;
  }

  /** A flight left for the first time. */
  void sent() {
    interval = wire.settings().firstRetransmission().toNanos();
    rearm();
  }

  private void rearm() {
    cancel(retransmission);
    retransmission = wire.network().loop().after(interval, this::expired);
  }

  private void expired() {
    interval = Math.min(2 * interval, LONGEST);
    rearm();
    association.repeat();
  }

  /** The server's last flight: the client repeats its own until it has it. */
  void last(List<byte[]> flight) {
    lastFlight = List.copyOf(flight);
    lastFlightAt = wire.nanos();
  }

  /** The client repeats its last flight, so it has not got ours. */
  void peerRepeats() {
    long now = wire.nanos();
    if (!lastFlight.isEmpty()
        && now - lastFlightAt >= wire.settings().firstRetransmission().toNanos() / 2) {
      lastFlightAt = now;
      wire.counters().repeatedFlights++;
      association.transmit(lastFlight);
    }
  }

  /** The client sends messages: it has all it needs. */
  void peerFinished() {
    lastFlight = List.of();
  }

  /** The handshake is through. */
  void finished() {
    cancel(retransmission);
    cancel(limit);
    retransmission = null;
    limit = null;
  }

  void stop() {
    finished();
    lastFlight = List.of();
  }

  private static void cancel(@Nullable TimerHandle timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}

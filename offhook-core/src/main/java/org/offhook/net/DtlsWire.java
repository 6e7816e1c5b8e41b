package org.offhook.net;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What all associations of one DTLS socket share: the socket, buffers, settings, counters. */
final class DtlsWire {

  /** A record of RFC 6347 with the most that encryption may add, and what the JDK asks for. */
  private static final int RECORD = 17 << 10;

  private final Network network;
  private final DtlsSettings settings;
  private final DtlsCounters counters = new DtlsCounters();
  private final ByteBuffer packet = ByteBuffer.allocate(RECORD);
  private final ByteBuffer plain = ByteBuffer.allocate(RECORD);
  private TlsSettings tls;
  private @Nullable DatagramPort socket;

  DtlsWire(Network network, TlsSettings tls, DtlsSettings settings) {
    this.network = network;
    this.tls = tls;
    this.settings = settings;
  }

  void socket(DatagramPort opened) {
    socket = opened;
  }

  DatagramPort socket() {
    if (socket == null) {
      throw new IllegalStateException("the socket is not open yet");
    }
    return socket;
  }

  Network network() {
    return network;
  }

  TlsSettings tls() {
    return tls;
  }

  void tls(TlsSettings other) {
    tls = other;
  }

  DtlsSettings settings() {
    return settings;
  }

  DtlsCounters counters() {
    return counters;
  }

  Instant now() {
    return network.loop().time().wallClock();
  }

  long nanos() {
    return network.loop().time().nanos();
  }

  /** Takes what is encrypted; free between two records. */
  ByteBuffer packet() {
    return packet.clear();
  }

  /** Takes what is decrypted; free between two records. */
  ByteBuffer plain() {
    return plain.clear();
  }
}

package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A datagram on its way. */
public final class SimPacket {

  private final InetSocketAddress from;
  private final InetSocketAddress to;
  private final byte[] payload;
  private final int index;

  SimPacket(InetSocketAddress from, InetSocketAddress to, byte[] payload, int index) {
    this.from = from;
    this.to = to;
    this.payload = payload;
    this.index = index;
  }

  /** Its source. */
  public InetSocketAddress from() {
    return from;
  }

  /** Its destination. */
  public InetSocketAddress to() {
    return to;
  }

  /** Its bytes; not to be changed. */
  public byte[] payload() {
    return payload;
  }

  /** How many datagrams went from the source's host to the destination's host before it. */
  public int index() {
    return index;
  }

  /** The payload as text. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The payload's first line. */
  public String firstLine() {
    return Transcript.firstLine(payload);
  }

  /** Whether the first line starts so: a method, or {@code "SIP/2.0 200"}. */
  public boolean startsWith(String prefix) {
    return firstLine().startsWith(prefix);
  }

  @Override
  public String toString() {
    return Transcript.text(from) + " > " + Transcript.text(to) + " " + firstLine();
  }
}

package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A datagram on its way.
 *
 * @param from its source
 * @param to its destination
 * @param payload its bytes; not to be changed
 * @param index how many datagrams went from the source's host to the destination's host before it
 */
public record SimPacket(InetSocketAddress from, InetSocketAddress to, byte[] payload, int index) {

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

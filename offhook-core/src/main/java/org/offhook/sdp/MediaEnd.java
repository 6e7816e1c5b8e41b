package org.offhook.sdp;

import java.util.List;

/**
 * One end of a negotiated medium: where its media arrives and in which formats (RFC 3264 section
 * 6.1).
 *
 * @param address the address; empty if the description gave none
 * @param port the port
 * @param formats the formats in order of preference, in that end's own numbering, which the other
 *     end's need not equal
 */
public record MediaEnd(String address, int port, List<MediaFormat> formats) {

  /** Copies the list. */
  public MediaEnd {
    formats = List.copyOf(formats);
  }
}

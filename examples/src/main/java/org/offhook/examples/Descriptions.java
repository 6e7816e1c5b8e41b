package org.offhook.examples;

import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;

/** Session descriptions of examples that have no media. */
final class Descriptions {

  private static final int PORT = 40_000;

  private Descriptions() {}

  /** PCMU at an address, as text. */
  static String audio(String address) {
    return SessionDescription.audio(address, PORT, RtpMap.PCMU).toString();
  }
}

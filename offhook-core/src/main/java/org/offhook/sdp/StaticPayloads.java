package org.offhook.sdp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload numbers that have a meaning of their own: RFC 3551 section 6, tables 4 and 5. */
final class StaticPayloads {

  private static final Map<Integer, RtpMap> TABLE = new HashMap<>();

  static {
    add(RtpMap.PCMU);
    add(RtpMap.GSM);
    add(RtpMap.G723);
    add(new RtpMap(5, "DVI4", 8000, 1));
    add(new RtpMap(6, "DVI4", 16000, 1));
    add(new RtpMap(7, "LPC", 8000, 1));
    add(RtpMap.PCMA);
    add(RtpMap.G722);
    add(new RtpMap(10, "L16", 44100, 2));
    add(new RtpMap(11, "L16", 44100, 1));
    add(new RtpMap(12, "QCELP", 8000, 1));
    add(RtpMap.CN);
    add(new RtpMap(14, "MPA", 90000, 1));
    add(new RtpMap(15, "G728", 8000, 1));
    add(new RtpMap(16, "DVI4", 11025, 1));
    add(new RtpMap(17, "DVI4", 22050, 1));
    add(RtpMap.G729);
    add(new RtpMap(25, "CelB", 90000, 1));
    add(new RtpMap(26, "JPEG", 90000, 1));
    add(new RtpMap(28, "nv", 90000, 1));
    add(new RtpMap(31, "H261", 90000, 1));
    add(new RtpMap(32, "MPV", 90000, 1));
    add(new RtpMap(33, "MP2T", 90000, 1));
    add(new RtpMap(34, "H263", 90000, 1));
  }

  private StaticPayloads() {}

  private static void add(RtpMap codec) {
    TABLE.put(codec.payloadType(), codec);
  }

  static @Nullable RtpMap find(int payloadType) {
    return TABLE.get(payloadType);
  }
}

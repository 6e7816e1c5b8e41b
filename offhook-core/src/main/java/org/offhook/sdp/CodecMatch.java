package org.offhook.sdp;

import java.util.Locale;

/** Whether two descriptions of a codec mean the same one, parameters included. */
final class CodecMatch {

  private CodecMatch() {}

  /** Whether the format of one medium is the format of the other, whatever their numbers. */
  static boolean same(MediaDescription a, RtpMap inA, MediaDescription b, RtpMap inB) {
    if (!inA.sameCodec(inB)) {
      return false;
    }
    return switch (inA.name().toUpperCase(Locale.ROOT)) {
      // RFC 6184 section 8.2.2: packetization mode and profile are no matter of negotiation.
      case "H264" ->
          parameter(a, inA, "packetization-mode", "0")
                  .equals(parameter(b, inB, "packetization-mode", "0"))
              && profile(a, inA).equals(profile(b, inB));
      // RFC 4867 section 8.3.1: both payload formats must be the same.
      case "AMR", "AMR-WB" ->
          parameter(a, inA, "octet-align", "0").equals(parameter(b, inB, "octet-align", "0"));
      default -> true;
    };
  }

  private static String profile(MediaDescription medium, RtpMap codec) {
    String id = parameter(medium, codec, "profile-level-id", "42000A").toUpperCase(Locale.ROOT);
    return id.length() < 2 ? id : id.substring(0, 2);
  }

  private static String parameter(
      MediaDescription medium, RtpMap codec, String name, String otherwise) {
    return medium.fmtp(codec.format()).flatMap(f -> f.parameter(name)).orElse(otherwise);
  }
}

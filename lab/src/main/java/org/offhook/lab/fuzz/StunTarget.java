package org.offhook.lab.fuzz;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.offhook.net.StunMessage;

/** STUN messages on SIP's sockets. */
final class StunTarget {

  private static final InetSocketAddress SOURCE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);

  private StunTarget() {}

  static List<byte[]> seeds() {
    var request = StunMessage.request(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    var seeds = new ArrayList<byte[]>();
    seeds.add(request.toBytes());
    seeds.add(StunMessage.success(request, SOURCE).toBytes());
    seeds.add(StunMessage.error(request, 420, "Unknown Attribute").toBytes());
    // RFC 5769 section 2.1: SOFTWARE, USERNAME, MESSAGE-INTEGRITY and FINGERPRINT
    seeds.add(
        HexFormat.of()
            .parseHex(
                "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
                    + "002400046e0001ff80290008932ff9b151263b36000600096576746a3a683676592020200008"
                    + "00149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"));
    return seeds;
  }

  /** A datagram is a message or not; a message can be written and read, and answered. */
  static void datagram(byte[] input) {
    var read = StunMessage.parse(input.clone());
    if (read.isEmpty()) {
      return;
    }
    var message = read.get();
    Expect.holds(StunMessage.looksLike(input), "STUN by its first bytes");
    var written = message.toBytes();
    var again = StunMessage.parse(written.clone()).orElseThrow();
    Expect.same(again.toBytes(), written, "written twice");
    Expect.same(again.id(), message.id(), "the transaction");
    Expect.same(again.kind(), message.kind(), "the kind");
    Expect.same(again.mapped(), message.mapped(), "the address");
    Expect.same(again.unknown(), message.unknown(), "what is not understood");
    Expect.same(again.errorCode(), message.errorCode(), "the error");
    var success = StunMessage.parse(StunMessage.success(message, SOURCE).toBytes()).orElseThrow();
    Expect.same(success.mapped().orElse(null), SOURCE, "the address of the answer");
    var error = StunMessage.parse(StunMessage.error(message, 420, "no").toBytes()).orElseThrow();
    Expect.same(error.errorCode(), 420, "the code of the answer");
  }
}

package org.offhook.lab.fuzz;

import java.util.ArrayList;
import java.util.List;

/** Lines that may stand in a message of a call in the place of others. */
final class LiveSeeds {

  private static final List<byte[]> LINES = read();

  private static final List<String> WORDS =
      List.of(
          "\r\n",
          "\r\n\r\n",
          ";",
          ",",
          "=",
          "\"",
          "<",
          ">",
          ";tag=x",
          "sips:",
          "tel:+1",
          "SIP/2.0 200 OK",
          "INVITE ",
          "BYE ",
          "CANCEL ",
          "ACK ",
          "a=inactive\r\n",
          "m=audio 0 RTP/AVP 0\r\n",
          "Require: 100rel\r\n",
          "Content-Length: 0\r\n",
          "Content-Type: multipart/mixed;boundary=b\r\n",
          "[::1]",
          "%00",
          "\0",
          "é");

  private LiveSeeds() {}

  private static List<byte[]> read() {
    var lines = new ArrayList<byte[]>();
    for (var line : Corpus.lines("headers.txt")) {
      lines.add(Bytes.join(line, Bytes.of("\r\n")));
    }
    lines.addAll(Corpus.blocks("sdp.txt"));
    lines.addAll(Corpus.blocks("bodies.txt"));
    return lines;
  }

  static List<byte[]> lines() {
    return LINES;
  }

  static List<String> words() {
    return WORDS;
  }
}

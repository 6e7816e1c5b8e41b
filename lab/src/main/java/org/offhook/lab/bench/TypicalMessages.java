package org.offhook.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ten messages as they are seen between phones, proxies and registrars: 400 to 3,000 bytes. */
public final class TypicalMessages {

  private static final List<String> NAMES =
      List.of(
          "invite",
          "ringing",
          "answer",
          "ack",
          "bye",
          "register",
          "challenge",
          "options",
          "notify",
          "message");

  private TypicalMessages() {}

  /** Their bytes. The files have line feeds; on the wire it is CRLF. */
  public static List<byte[]> all() {
    var all = new ArrayList<byte[]>();
    for (var name : NAMES) {
      all.add(read(name));
    }
    return all;
  }

  private static byte[] read(String name) {
    try (var in = TypicalMessages.class.getResourceAsStream(name + ".sip")) {
      if (in == null) {
        throw new IllegalStateException("no message " + name);
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long they are on average. */
  public static double averageLength() {
    return all().stream().mapToInt(bytes -> bytes.length).average().orElse(0);
  }
}

package org.offhook.lab.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Bytes as text and the other way round. */
public final class Bytes {

  private Bytes() {}

  /** The UTF-8 bytes of a text. */
  public static byte[] of(String text) {
    return text.getBytes(UTF_8);
  }

  /** The text of UTF-8 bytes; what is none is replaced. */
  public static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** A text with a character for each byte, of the same number. */
  public static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** All of them in a row. */
  public static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** As a program text has them. */
  public static String quoted(byte[] bytes) {
    var out = new StringBuilder();
    for (byte b : bytes) {
      int c = b & 0xff;
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '"', '\\' -> out.append('\\').append((char) c);
        default -> {
          if (c < ' ' || c > 126) {
            out.append("\\x").append(Character.forDigit(c >> 4, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            out.append((char) c);
          }
        }
      }
    }
    return out.toString();
  }
}

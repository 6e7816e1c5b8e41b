package org.offhook.message;

import java.util.Arrays;
import java.util.function.Consumer;

/** Bytes in the making: what RFC 3261 section 7 puts on the wire, written front to back. */
final class WireWriter {
  private byte[] data;
  private int length;

  WireWriter(int capacity) {
    data = new byte[capacity];
  }

  static String textOf(Consumer<WireWriter> content) {
    WireWriter out = new WireWriter(96);
    content.accept(out);
    return Ascii.text(out.data, 0, out.length);
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return length == data.length ? data : Arrays.copyOf(data, length);
  }

  byte[] array() {
    return data;
  }

  private void room(int more) {
    if (data.length - length < more) {
      data = Arrays.copyOf(data, Math.max(data.length * 2, length + more));
    }
  }

  WireWriter put(int c) {
    room(1);
    data[length++] = (byte) c;
    return this;
  }

  WireWriter put(byte[] source, int start, int end) {
    int count = end - start;
    room(count);
    System.arraycopy(source, start, data, length, count);
    length += count;
    return this;
  }

  WireWriter put(String text) {
    int count = text.length();
    room(count);
    byte[] target = data;
    int at = length;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c > 127) {
        byte[] encoded = Ascii.bytes(text);
        return put(encoded, 0, encoded.length);
      }
      target[at + i] = (byte) c;
    }
    length = at + count;
    return this;
  }

  WireWriter put(long number) {
    if (number >= 0 && number < 10) {
      return put((int) ('0' + number));
    }
    return put(Long.toString(number));
  }

  WireWriter line() {
    room(2);
    data[length++] = '\r';
    data[length++] = '\n';
    return this;
  }

  /** The text as a quoted-string, quotes and backslashes escaped (section 25.1). */
  WireWriter quoted(String text) {
    put('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        put(text.substring(from, i)).put('\\');
        from = i;
      }
    }
    return put(from == 0 ? text : text.substring(from)).put('"');
  }
}

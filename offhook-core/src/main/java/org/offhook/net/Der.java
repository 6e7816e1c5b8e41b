package org.offhook.net;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Reads values in DER (X.690), as far as files with keys have them, and writes some. */
final class Der {

  static final int INTEGER = 2;
  static final int OCTETS = 4;
  static final int NULL = 5;
  static final int OID = 6;
  static final int SEQUENCE = 0x30;

  private final byte[] bytes;
  private final int end;
  private int at;

  /**
   * The values in {@code bytes}, one after the other. What is not DER throws {@link
   * IllegalArgumentException}, here and from all methods.
   */
  Der(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Der(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  boolean hasNext() {
    return at < end;
  }

  boolean nextIs(int tag) {
    return at < end && (bytes[at] & 0xff) == tag;
  }

  /** The content of the next value, to be read one by one. */
  Der enter(int tag) {
    int from = content(tag);
    int upTo = at;
    return new Der(bytes, from, upTo);
  }

  /** The content of the next value. */
  byte[] value(int tag) {
    int from = content(tag);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** The next value whole, with its tag and length. */
  byte[] whole(int tag) {
    int from = at;
    content(tag);
    return Arrays.copyOfRange(bytes, from, at);
  }

  int integer() {
    return new BigInteger(value(INTEGER)).intValueExact();
  }

  /** The next value, an object identifier, with dots. */
  String oid() {
    var out = new StringBuilder();
    long part = 0;
    for (byte b : value(OID)) {
      part = part << 7 | (b & 0x7f);
      if (b >= 0) {
        if (out.isEmpty()) {
          long first = Math.min(part / 40, 2);
          out.append(first).append('.').append(part - 40 * first);
        } else {
          out.append('.').append(part);
        }
        part = 0;
      }
    }
    return out.toString();
  }

  /** Steps over the next value; returns where its content starts. */
  private int content(int tag) {
    if (!nextIs(tag) || at + 2 > end) {
      throw new IllegalArgumentException("a value of another kind is expected");
    }
    int length = bytes[at + 1] & 0xff;
    int from = at + 2;
    if (length > 0x80 && length <= 0x84 && from + length - 0x80 <= end) {
      int digits = length - 0x80;
      length = 0;
      for (int i = 0; i < digits; i++) {
        length = length << 8 | (bytes[from++] & 0xff);
      }
    } else if (length >= 0x80) {
      throw new IllegalArgumentException("the length of a value is malformed");
    }
    if (length < 0 || length > end - from) {
      throw new IllegalArgumentException("the file is cut short");
    }
    at = from + length;
    return from;
  }

  /** A value made of parts. */
  static byte[] encode(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int digits = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 | digits);
      for (int i = digits - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}

package org.offhook.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes values in DER (X.690), as far as certificates have them. */
final class DerWriter {

  static final int BOOLEAN = 1;
  static final int INTEGER = 2;
  static final int BITS = 3;
  static final int OCTETS = 4;
  static final int NULL = 5;
  static final int OID = 6;
  static final int UTC_TIME = 0x17;
  static final int SEQUENCE = 0x30;

  private DerWriter() {}

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] value(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int from = digits[0] == 0 ? 1 : 0;
      out.write(0x80 | (digits.length - from));
      out.write(digits, from, digits.length - from);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] text(int tag, String ascii) {
    return value(tag, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whole bytes of bits. */
  static byte[] bits(byte[] bytes) {
    return value(BITS, new byte[] {0}, bytes);
  }

  static byte[] oid(String dotted) {
    var out = new ByteArrayOutputStream();
    String[] parts = dotted.split("\\.", -1);
    base128(out, Long.parseLong(parts[0]) * 40 + Long.parseLong(parts[1]));
    for (int i = 2; i < parts.length; i++) {
      base128(out, Long.parseLong(parts[i]));
    }
    return value(OID, out.toByteArray());
  }

  private static void base128(ByteArrayOutputStream out, long number) {
    int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      out.write((int) ((number >> (7 * i)) & 0x7f) | (i > 0 ? 0x80 : 0));
    }
  }
}

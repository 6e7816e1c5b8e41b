package org.offhook.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A ClientHello as it arrives at a server that keeps no state yet (RFC 6347 §4.2.1): at least its
 * part up to the compression methods is in the first fragment.
 */
final class DtlsHello {

  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER = 12;
  private static final int RANDOM = 32;
  private static final int COOKIE_MESSAGE = 1;
  private static final int LONGEST_SESSION_ID = 32;

  /** A hello whose cookie cannot be right has none. */
  private static final byte[] NONE = {};

  private final byte[] datagram;
  private final byte[] random;
  private final byte[] cookie;
  private final byte[] withoutCookie;

  private DtlsHello(byte[] datagram, byte[] random, byte[] cookie, byte[] withoutCookie) {
    this.datagram = datagram;
    this.random = random;
    this.cookie = cookie;
    this.withoutCookie = withoutCookie;
  }

  /** All that arrived. */
  byte[] datagram() {
    return datagram;
  }

  /** Empty in a first hello. */
  byte[] cookie() {
    return cookie;
  }

  /**
   * A datagram with the hello as it was before there was a cookie, cut behind the compression
   * methods: what the cookie depends on.
   */
  byte[] withoutCookie() {
    return withoutCookie;
  }

  /** Reads a datagram; null if it is no ClientHello that begins a handshake. */
  static @Nullable DtlsHello parse(byte[] payload) {
    var in = ByteBuffer.wrap(payload);
    int length = DtlsRecord.length(in);
    if (length < DtlsRecord.HEADER + MESSAGE_HEADER
        || DtlsRecord.type(in) != DtlsRecord.HANDSHAKE
        || DtlsRecord.epoch(in) != 0) {
      return null;
    }
    in.limit(length).position(DtlsRecord.HEADER);
    if (in.get() != CLIENT_HELLO) {
      return null;
    }
    in.position(DtlsRecord.HEADER + 4);
    int sequence = in.getShort();
    boolean firstFragment = in.get() == 0 && in.getShort() == 0;
    in.position(DtlsRecord.HEADER + MESSAGE_HEADER);
    return firstFragment ? body(payload, in, sequence) : null;
  }

  private static @Nullable DtlsHello body(byte[] payload, ByteBuffer in, int sequence) {
    if (in.remaining() < 2 + RANDOM + 1) {
      return null;
    }
    int start = in.position();
    in.position(start + 2);
    var random = new byte[RANDOM];
    in.get(random);
    int session = skip(in, 1);
    int cookieAt = in.position();
    int cookieLength = session < 0 || session > LONGEST_SESSION_ID ? -1 : skip(in, 1);
    int restAt = in.position();
    if (cookieLength < 0 || skip(in, 2) < 2 || skip(in, 1) < 1) {
      return null;
    }
    var bare = bare(payload, new int[] {start, cookieAt, restAt, in.position()});
    // RFC 6347 §4.2.2: the hello with the cookie is message 1 of the client.
    var cookie =
        sequence == COOKIE_MESSAGE ? Arrays.copyOfRange(payload, cookieAt + 1, restAt) : NONE;
    return new DtlsHello(payload, random, cookie, bare);
  }

  /** Passes a field with a length in front; its length, or -1 if it is not all there. */
  private static int skip(ByteBuffer in, int lengthBytes) {
    if (in.remaining() < lengthBytes) {
      return -1;
    }
    int length = lengthBytes == 1 ? in.get() & 0xFF : in.getShort() & 0xFFFF;
    if (in.remaining() < length) {
      return -1;
    }
    in.position(in.position() + length);
    return length;
  }

  /** A record 0 with message 0: version to session id, no cookie, cipher suites, compressions. */
  private static byte[] bare(byte[] payload, int[] at) {
    int before = at[1] - at[0];
    int after = at[3] - at[2];
    int length = before + 1 + after;
    var out = ByteBuffer.allocate(DtlsRecord.HEADER + MESSAGE_HEADER + length);
    out.put((byte) DtlsRecord.HANDSHAKE).put(payload, 1, 2).putLong(0);
    out.putShort((short) (MESSAGE_HEADER + length));
    out.put((byte) CLIENT_HELLO).put((byte) 0).putShort((short) length);
    out.putShort((short) 0).put((byte) 0).putShort((short) 0);
    out.put((byte) 0).putShort((short) length);
    out.put(payload, at[0], before).put((byte) 0).put(payload, at[2], after);
    return out.array();
  }

  /** Whether the other one is a copy of this one. */
  boolean repeats(DtlsHello other) {
    return Arrays.equals(random, other.random) && Arrays.equals(cookie, other.cookie);
  }
}

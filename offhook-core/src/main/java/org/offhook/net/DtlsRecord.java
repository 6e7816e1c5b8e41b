package org.offhook.net;

import java.nio.ByteBuffer;

/** The header of a DTLS record (RFC 6347 §4.1), read at a position of a datagram. */
final class DtlsRecord {

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  static final int HEADER = 13;

  /** Where epoch and number are: eight bytes. */
  static final int EPOCH_AT = 3;

  private static final int MAJOR_VERSION = 0xFE;
  private static final int LENGTH_AT = 11;

  private DtlsRecord() {}

  /** The length of the record here, header included; -1 if no whole record of DTLS is here. */
  static int length(ByteBuffer datagram) {
    int at = datagram.position();
    if (datagram.remaining() < HEADER || (datagram.get(at + 1) & 0xFF) != MAJOR_VERSION) {
      return -1;
    }
    int type = type(datagram);
    int length = HEADER + (datagram.getShort(at + LENGTH_AT) & 0xFFFF);
    return type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || length > datagram.remaining()
        ? -1
        : length;
  }

  static int type(ByteBuffer datagram) {
    return datagram.get(datagram.position()) & 0xFF;
  }

  /** 0 before the keys of the handshake are used, 1 from then on; there is no renegotiation. */
  static int epoch(ByteBuffer datagram) {
    return datagram.getShort(datagram.position() + EPOCH_AT) & 0xFFFF;
  }
}

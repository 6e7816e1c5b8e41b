package org.offhook.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The records of one flight, packed into datagrams (RFC 6347 §4.1.1, §4.2.4). */
final class DtlsFlight {

  private final int mtu;
  private final List<byte[]> datagrams = new ArrayList<>();
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();

  DtlsFlight(int mtu) {
    this.mtu = mtu;
  }

  /** Adds one record. */
  void add(ByteBuffer record) {
    if (open.size() + record.remaining() > mtu) {
      end();
    }
    open.write(record.array(), record.arrayOffset() + record.position(), record.remaining());
    // The engine writes a last flight twice, in case one is lost: never both in one datagram.
    if (DtlsRecord.epoch(record) == 1) {
      end();
    }
  }

  private void end() {
    if (open.size() > 0) {
      datagrams.add(open.toByteArray());
      open.reset();
    }
  }

  /** All of it. */
  List<byte[]> datagrams() {
    end();
    return datagrams;
  }
}

package org.offhook.dns;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;

/**
 * One question to one name server: a datagram from a port and with an id of its own, both hard to
 * guess (RFC 5452 §9.2), and the same again by TCP where the answer is truncated (RFC 7766 §5).
 */
final class DnsTry implements DatagramHandler, StreamHandler {

  /** Is told what becomes of a try: one of the two, once. */
  interface Listener {

    /** The server answered, whatever it says. */
    void answered(DnsTry by, DnsMessages.Response response);

    /** It did not. */
    void failed(DnsTry by, String reason);
  }

  private static final int IDS = 1 << 16;
  private static final int LENGTH = 2;

  private final Network network;
  private final InetSocketAddress server;
  private final DnsQuestion question;
  private final Listener listener;
  private final boolean extended;
  private final long begun;
  private int id;
  private @Nullable DatagramPort port;
  private @Nullable StreamConnection connection;
  private final Inbound inbound = new Inbound();
  private boolean over;

  DnsTry(
      Network network,
      InetSocketAddress server,
      DnsQuestion question,
      boolean extended,
      Listener listener) {
    this.network = network;
    this.server = server;
    this.question = question;
    this.extended = extended;
    this.listener = listener;
    this.begun = network.loop().time().nanos();
  }

  InetSocketAddress server() {
    return server;
  }

  boolean isExtended() {
    return extended;
  }

  /** When it began, in nanoseconds of the loop's clock. */
  long begun() {
    return begun;
  }

  /** Sends the question; failures are told later. */
  void start() {
    @Nullable String reason;
    try {
      var local = network.localAddressTowards(server.getAddress());
      var opened = network.bindDatagram(new InetSocketAddress(local, 0), this);
      port = opened;
      reason = opened.send(server, query());
    } catch (NetException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (reason != null) {
      String why = reason;
      network.loop().execute(() -> fail(why));
    }
  }

  private byte[] query() {
    id = (int) network.loop().random().below(IDS);
    return DnsMessages.query(id, question, extended);
  }

  @Override
  public void received(DatagramPort at, InetSocketAddress remote, byte[] payload) {
    // Whoever else sends here is not asked: the answer may still come.
    if (over || connection != null || !remote.equals(server)) {
      return;
    }
    var response = DnsMessages.read(payload, id, question);
    if (response == null) {
      return;
    }
    if (response.truncated()) {
      askByStream();
    } else {
      end();
      listener.answered(this, response);
    }
  }

  @Override
  public void unreachable(DatagramPort at, InetSocketAddress remote, String reason) {
    if (connection == null && remote.equals(server)) {
      fail(reason);
    }
  }

  private void askByStream() {
    var local = network.localAddressTowards(server.getAddress());
    var opened = network.connectStream(local, server, this);
    connection = opened;
    var query = query();
    var framed = ByteBuffer.allocate(LENGTH + query.length);
    framed.putShort((short) query.length).put(query);
    opened.write(framed.array());
  }

  @Override
  public void received(StreamConnection by, ByteBuffer bytes) {
    var message = inbound.take(bytes);
    bytes.position(bytes.limit());
    if (message == null || over) {
      return;
    }
    var response = DnsMessages.read(message, id, question);
    if (response == null) {
      fail("the server's answer by TCP is none to this question");
    } else {
      end();
      listener.answered(this, response);
    }
  }

  @Override
  public void closed(StreamConnection by, String reason) {
    fail("by TCP: " + reason);
  }

  private void fail(String reason) {
    if (!over) {
      end();
      listener.failed(this, reason);
    }
  }

  /** Closes what is open; nothing is told any more. */
  void end() {
    over = true;
    if (port != null) {
      port.close();
    }
    if (connection != null) {
      connection.close();
    }
  }

  /** The first message of a stream: its length, then its bytes. */
  private static final class Inbound {
    private byte[] piece = new byte[LENGTH];
    private int filled;
    private boolean lengthKnown;

    /** The message, when it is complete. */
    byte @Nullable [] take(ByteBuffer bytes) {
      while (true) {
        int count = Math.min(bytes.remaining(), piece.length - filled);
        bytes.get(piece, filled, count);
        filled += count;
        if (filled < piece.length) {
          return null;
        }
        if (lengthKnown) {
          return piece;
        }
        lengthKnown = true;
        piece = new byte[Short.toUnsignedInt(ByteBuffer.wrap(piece).getShort())];
        filled = 0;
      }
    }
  }
}

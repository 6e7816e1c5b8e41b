package org.offhook.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of a handshake in the order in which the peer meant them, each message whole and once
 * (RFC 6347 §4.2.2, §4.2.3).
 *
 * <p>The JDK's engine forgives little: where a session ticket is lost before a Finished, or a
 * record is late, it gives up. So it gets a handshake as on a link without faults: records with new
 * numbers (those before the keys are not protected), the change of ciphers when all messages before
 * it are there, the Finished after that.
 */
final class DtlsOrder {

  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int HELLO_VERIFY_REQUEST = 3;
  private static final int NEW_SESSION_TICKET = 4;
  private static final int CERTIFICATE = 11;
  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int CERTIFICATE_REQUEST = 13;
  private static final int SERVER_HELLO_DONE = 14;
  private static final int CERTIFICATE_VERIFY = 15;
  private static final int CLIENT_KEY_EXCHANGE = 16;
  private static final int CERTIFICATE_STATUS = 22;

  private static final int TICKET_EXTENSION = 35;
  private static final int EMPTY_CERTIFICATE = 3;

  private static final int MESSAGE_HEADER = 12;

  /** What the engine takes as one message at most. */
  private static final int LARGEST_MESSAGE = 1 << 15;

  /** Bytes of messages that are not whole, or come after one that is not. */
  private static final int MOST_PENDING = 3 * LARGEST_MESSAGE;

  private static final int FRAGMENT = 1 << 13;
  private static final int MOST_HELD = 4;
  private static final int MOST_AHEAD = 16;

  /** A message of which some bytes are there. */
  private static final class Message {
    private final int type;
    private final byte[] body;
    private final BitSet there = new BitSet();

    Message(int type, int length) {
      this.type = type;
      this.body = new byte[length];
    }

    boolean isWhole() {
      return there.nextClearBit(0) >= body.length;
    }
  }

  private final boolean client;
  private final HashMap<Integer, Message> pending = new HashMap<>();
  private final ArrayDeque<ByteBuffer> encrypted = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
  private int next;
  private long recordNumber;
  private int pendingBytes;

  /** The message that all full handshakes have before the change of ciphers. */
  private boolean keysKnown;

  /** A message that this one has before it is not there yet. */
  private boolean awaited;

  private @Nullable ByteBuffer cipherChange;
  private boolean cipherChanged;

  /**
   * Before the first record.
   *
   * @param client the role of this side
   * @param first the number of the first message and record that the engine has not seen
   */
  DtlsOrder(boolean client, int first) {
    this.client = client;
    next = first;
    recordNumber = first;
  }

  /** Whether the engine can have a record now. */
  boolean hasReady() {
    return !ready.isEmpty();
  }

  /** The record that is the engine's next one. */
  ByteBuffer ready() {
    return ready.element();
  }

  /** The engine has had {@link #ready}. */
  void taken() {
    ready.remove();
  }

  /** Takes one whole record from the peer. */
  void add(ByteBuffer record) {
    int epoch = DtlsRecord.epoch(record);
    int type = DtlsRecord.type(record);
    if (epoch == 1 && type == DtlsRecord.HANDSHAKE) {
      if (encrypted.size() < MOST_HELD) {
        encrypted.add(record);
      }
    } else if (epoch == 0 && type == DtlsRecord.CHANGE_CIPHER_SPEC && isCipherChange(record)) {
      cipherChange = cipherChange == null ? record : cipherChange;
    } else if (epoch == 0 && type == DtlsRecord.HANDSHAKE) {
      fragments(record);
      deliver(record);
    } else if (epoch == 0 && type == DtlsRecord.ALERT && isAlert(record)) {
      ready.add(record);
    }
    changeCipher();
  }

  /** RFC 5246 §7.1: one byte. */
  private static boolean isCipherChange(ByteBuffer record) {
    int content = record.position() + DtlsRecord.HEADER;
    return record.limit() == content + 1 && record.get(content) == 1;
  }

  /** RFC 5246 §7.2: a warning or a fatal alert, and nothing else. */
  private static boolean isAlert(ByteBuffer record) {
    int level = record.position() + DtlsRecord.HEADER;
    return record.limit() == level + 2 && (record.get(level) == 1 || record.get(level) == 2);
  }

  private void fragments(ByteBuffer record) {
    var in = record.duplicate().position(record.position() + DtlsRecord.HEADER);
    while (in.remaining() >= MESSAGE_HEADER) {
      int type = in.get() & 0xFF;
      int length = int24(in);
      int sequence = in.getShort() & 0xFFFF;
      int offset = int24(in);
      int size = int24(in);
      if (size > in.remaining() || offset + size > length || length > LARGEST_MESSAGE) {
        return;
      }
      boolean due = sequence >= next && isFromPeer(type);
      var message = due ? message(sequence, type, length) : null;
      if (message != null) {
        in.get(in.position(), message.body, offset, size);
        message.there.set(offset, offset + size);
      }
      in.position(in.position() + size);
    }
  }

  /**
   * What a peer in its role sends before the change of ciphers (RFC 5246 §7.4, RFC 6347 §4.3.2).
   */
  private boolean isFromPeer(int type) {
    return switch (type) {
      case CERTIFICATE -> true;
      case CLIENT_HELLO, CERTIFICATE_VERIFY, CLIENT_KEY_EXCHANGE -> !client;
      case SERVER_HELLO,
          HELLO_VERIFY_REQUEST,
          NEW_SESSION_TICKET,
          SERVER_KEY_EXCHANGE,
          CERTIFICATE_REQUEST,
          SERVER_HELLO_DONE,
          CERTIFICATE_STATUS ->
          client;
      default -> false;
    };
  }

  private @Nullable Message message(int sequence, int type, int length) {
    var known = pending.get(sequence);
    if (known != null) {
      return known.type == type && known.body.length == length ? known : null;
    }
    if (pendingBytes + length > MOST_PENDING || sequence > next + MOST_AHEAD) {
      return null;
    }
    pendingBytes += length;
    var message = new Message(type, length);
    pending.put(sequence, message);
    return message;
  }

  private void deliver(ByteBuffer like) {
    for (var message = pending.get(next);
        message != null && message.isWhole();
        message = pending.get(next)) {
      pending.remove(next);
      pendingBytes -= message.body.length;
      note(message);
      int at = 0;
      do {
        int size = Math.min(FRAGMENT, message.body.length - at);
        ready.add(record(like, message, at, size));
        at += size;
      } while (at < message.body.length);
      next++;
    }
  }

  /** A record with a piece of a message. */
  private ByteBuffer record(ByteBuffer like, Message message, int offset, int size) {
    var out = ByteBuffer.allocate(DtlsRecord.HEADER + MESSAGE_HEADER + size);
    out.put(like.array(), like.arrayOffset() + like.position(), DtlsRecord.EPOCH_AT);
    out.putLong(recordNumber++).putShort((short) (MESSAGE_HEADER + size));
    out.put((byte) message.type);
    int24(out, message.body.length);
    out.putShort((short) next);
    int24(out, offset);
    int24(out, size);
    return out.put(message.body, offset, size).flip();
  }

  private static int int24(ByteBuffer in) {
    return ((in.get() & 0xFF) << 16) | (in.getShort() & 0xFFFF);
  }

  private static void int24(ByteBuffer out, int value) {
    out.put((byte) (value >> 16)).putShort((short) value);
  }

  /** What this message says about those that must come before the change of ciphers. */
  private void note(Message message) {
    switch (message.type) {
      case SERVER_HELLO -> awaited = hasTicketExtension(ByteBuffer.wrap(message.body));
      // RFC 5246 §7.4.8: a client that shows a certificate then proves that it is its own.
      case CERTIFICATE -> awaited |= !client && message.body.length > EMPTY_CERTIFICATE;
      case SERVER_HELLO_DONE, CLIENT_KEY_EXCHANGE -> keysKnown = true;
      case NEW_SESSION_TICKET, CERTIFICATE_VERIFY -> awaited = false;
      default -> {}
    }
  }

  /** RFC 5077 §3.2: a server whose hello has this extension sends a ticket. */
  private static boolean hasTicketExtension(ByteBuffer hello) {
    int sessionAt = 2 + 32;
    if (hello.limit() <= sessionAt) {
      return false;
    }
    int at = sessionAt + 1 + (hello.get(sessionAt) & 0xFF) + 2 + 1 + 2;
    while (at + 4 <= hello.limit()) {
      if (hello.getShort(at) == TICKET_EXTENSION) {
        return true;
      }
      at += 4 + (hello.getShort(at + 2) & 0xFFFF);
    }
    return false;
  }

  private void changeCipher() {
    if (cipherChange != null && !cipherChanged && keysKnown && !awaited) {
      cipherChanged = true;
      cipherChange.putLong(cipherChange.position() + DtlsRecord.EPOCH_AT, recordNumber++);
      ready.add(cipherChange);
    }
    if (cipherChanged) {
      ready.addAll(encrypted);
      encrypted.clear();
    }
  }
}

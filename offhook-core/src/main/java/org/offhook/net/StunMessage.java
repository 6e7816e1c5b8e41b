package org.offhook.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A STUN binding request or its answer: RFC 8489 §5 and §14, as far as SIP's keep-alive needs it
 * (RFC 5626 §8). Immutable; any thread.
 *
 * <pre>{@code
 * var request = StunMessage.request(new byte[12]);
 * var answer = StunMessage.success(request, source);
 * }</pre>
 */
public final class StunMessage {

  /** What a message is. */
  public enum Kind {
    /** Asks for the address that it seems to come from. */
    REQUEST(0x000),
    /** Wants no answer. */
    INDICATION(0x010),
    /** Says the address. */
    SUCCESS(0x100),
    /** Says why not. */
    ERROR(0x110);

    private final int bits;

    Kind(int bits) {
      this.bits = bits;
    }

    private static Kind of(int bits) {
      for (var kind : values()) {
        if (kind.bits == bits) {
          return kind;
        }
      }
      throw new AssertionError("no other pair of bits: " + bits);
    }
  }

  private static final class Attribute {
    private final int type;
    private final byte[] value;

    Attribute(int type, byte[] value) {
      this.type = type;
      this.value = value;
    }
  }

  private static final int COOKIE = 0x2112_A442;
  private static final int HEADER = 20;
  private static final int ID_LENGTH = 12;
  private static final int BINDING = 1;
  private static final int MAPPED_ADDRESS = 0x0001;
  private static final int ERROR_CODE = 0x0009;
  private static final int UNKNOWN_ATTRIBUTES = 0x000A;
  private static final int XOR_MAPPED_ADDRESS = 0x0020;
  private static final int FIRST_OPTIONAL = 0x8000;
  private static final int FINGERPRINT = 0x8028;
  private static final long FINGERPRINT_MASK = 0x5354_554eL;

  /** What a request may carry that must be understood, and is without consequence here. */
  private static final List<Integer> HARMLESS = List.of(MAPPED_ADDRESS, XOR_MAPPED_ADDRESS);

  private final Kind kind;
  private final int method;
  private final byte[] id;
  private final List<Attribute> attributes;

  private StunMessage(Kind kind, int method, byte[] id, List<Attribute> attributes) {
    this.kind = kind;
    this.method = method;
    this.id = id;
    this.attributes = attributes;
  }

  /**
   * A binding request.
   *
   * @param id its transaction: 12 random bytes
   */
  public static StunMessage request(byte[] id) {
    if (id.length != ID_LENGTH) {
      throw new IllegalArgumentException("a STUN transaction id has 12 bytes, not " + id.length);
    }
    return new StunMessage(Kind.REQUEST, BINDING, id.clone(), List.of());
  }

  /** The answer that tells the sender of {@code request} where it seems to be. */
  public static StunMessage success(StunMessage request, InetSocketAddress source) {
    var mapped = new Attribute(XOR_MAPPED_ADDRESS, xored(source, request.id));
    return new StunMessage(Kind.SUCCESS, request.method, request.id, List.of(mapped));
  }

  /** A refusal of {@code request}; a 420 names the attributes that are not understood. */
  public static StunMessage error(StunMessage request, int code, String reason) {
    var text = reason.getBytes(StandardCharsets.UTF_8);
    var value = ByteBuffer.allocate(4 + text.length);
    value.putInt(((code / 100) << 8) | (code % 100)).put(text);
    var attributes = new ArrayList<Attribute>();
    attributes.add(new Attribute(ERROR_CODE, value.array()));
    if (code == 420) {
      var types = ByteBuffer.allocate(2 * request.unknown().size());
      request.unknown().forEach(type -> types.putShort(type.shortValue()));
      attributes.add(new Attribute(UNKNOWN_ATTRIBUTES, types.array()));
    }
    return new StunMessage(Kind.ERROR, request.method, request.id, List.copyOf(attributes));
  }

  /** Whether a datagram is STUN and not SIP: its first byte and the cookie (RFC 5626 §8). */
  public static boolean looksLike(byte[] datagram) {
    return datagram.length >= HEADER
        && (datagram[0] == 0 || datagram[0] == 1)
        && ByteBuffer.wrap(datagram).getInt(4) == COOKIE;
  }

  /** Reads a datagram; empty if it is no well-formed STUN message. */
  public static Optional<StunMessage> parse(byte[] datagram) {
    if (!looksLike(datagram)) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(datagram);
    int type = in.getShort() & 0xffff;
    int length = in.getShort() & 0xffff;
    if (length % 4 != 0 || length != datagram.length - HEADER) {
      return Optional.empty();
    }
    in.position(8);
    var id = new byte[ID_LENGTH];
    in.get(id);
    var attributes = attributes(in, datagram);
    if (attributes == null) {
      return Optional.empty();
    }
    var kind = Kind.of(type & 0x110);
    int method = (type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80);
    return Optional.of(new StunMessage(kind, method, id, attributes));
  }

  private static @Nullable List<Attribute> attributes(ByteBuffer in, byte[] datagram) {
    var all = new ArrayList<Attribute>();
    while (in.remaining() >= 4) {
      int start = in.position();
      int type = in.getShort() & 0xffff;
      int length = in.getShort() & 0xffff;
      int padded = (length + 3) & ~3;
      if (padded > in.remaining()) {
        return null;
      }
      var value = new byte[length];
      in.get(value);
      in.position(start + 4 + padded);
      if (type == FINGERPRINT) {
        // §14.7: the last attribute; one that does not fit makes the message something else.
        return in.hasRemaining() || !isFingerprint(value, datagram, start)
            ? null
            : List.copyOf(all);
      }
      all.add(new Attribute(type, value));
    }
    return in.hasRemaining() ? null : List.copyOf(all);
  }

  private static boolean isFingerprint(byte[] value, byte[] datagram, int end) {
    var crc = new CRC32();
    crc.update(datagram, 0, end);
    return value.length == 4
        && (ByteBuffer.wrap(value).getInt() & 0xffff_ffffL) == (crc.getValue() ^ FINGERPRINT_MASK);
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** Whether its method is Binding, the only one that SIP sockets know. */
  public boolean isBinding() {
    return method == BINDING;
  }

  /** The transaction, as text to compare. */
  public String id() {
    return HexFormat.of().formatHex(id);
  }

  /** The attributes that must be understood and are not (§6.3.1). */
  public List<Integer> unknown() {
    return attributes.stream()
        .map(attribute -> attribute.type)
        .filter(type -> type < FIRST_OPTIONAL && !HARMLESS.contains(type))
        .toList();
  }

  /** The address in a success: XOR-MAPPED-ADDRESS wherever it stands, else MAPPED-ADDRESS. */
  public Optional<InetSocketAddress> mapped() {
    var xored = find(XOR_MAPPED_ADDRESS);
    if (xored != null) {
      return address(unxored(xored, id));
    }
    // Tolerance: servers of RFC 3489 know the plain form only.
    var plain = find(MAPPED_ADDRESS);
    return plain == null ? Optional.empty() : address(plain);
  }

  /** The code of an error; 0 if there is none. */
  public int errorCode() {
    var value = find(ERROR_CODE);
    return value == null || value.length < 4 ? 0 : (value[2] & 7) * 100 + (value[3] & 0xff);
  }

  private byte @Nullable [] find(int type) {
    for (var attribute : attributes) {
      if (attribute.type == type) {
        return attribute.value;
      }
    }
    return null;
  }

  private static Optional<InetSocketAddress> address(byte[] value) {
    int length = value.length < 2 ? 0 : value[1] == 1 ? 4 : value[1] == 2 ? 16 : 0;
    if (length == 0 || value.length != 4 + length) {
      return Optional.empty();
    }
    try {
      var address = InetAddress.getByAddress(Arrays.copyOfRange(value, 4, value.length));
      int port = ByteBuffer.wrap(value).getShort(2) & 0xffff;
      return Optional.of(new InetSocketAddress(address, port));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static byte[] xored(InetSocketAddress source, byte[] id) {
    var address = source.getAddress().getAddress();
    var value = ByteBuffer.allocate(4 + address.length);
    value.putShort((short) (address.length == 4 ? 1 : 2)).putShort((short) source.getPort());
    value.put(address);
    return unxored(value.array(), id);
  }

  /** §14.2: port and address are xored with the cookie and, for IPv6, the transaction. */
  private static byte[] unxored(byte[] value, byte[] id) {
    var key = ByteBuffer.allocate(4 + ID_LENGTH).putInt(COOKIE).put(id).array();
    var plain = value.clone();
    for (int i = 2; i < plain.length && i < 4 + key.length; i++) {
      plain[i] ^= key[i < 4 ? i - 2 : i - 4];
    }
    return plain;
  }

  /** The wire form, without FINGERPRINT: SIP sockets tell STUN by its first byte. */
  public byte[] toBytes() {
    int length = 0;
    for (var attribute : attributes) {
      length += 4 + ((attribute.value.length + 3) & ~3);
    }
    var out = ByteBuffer.allocate(HEADER + length);
    int bits = (method & 0xf) | (method & 0x70) << 1 | (method & 0xf80) << 2 | kind.bits;
    out.putShort((short) bits).putShort((short) length).putInt(COOKIE).put(id);
    for (var attribute : attributes) {
      int padded = (attribute.value.length + 3) & ~3;
      out.putShort((short) attribute.type).putShort((short) attribute.value.length);
      out.put(Arrays.copyOf(attribute.value, padded));
    }
    return out.array();
  }

  @Override
  public String toString() {
    return "STUN " + kind + " " + id();
  }
}

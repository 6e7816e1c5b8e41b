package org.offhook.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into frames and frames into messages (RFC 6455 §5). Each frame is decoded by the
 * library, which gets it whole and one at a time; what the library leaves to its caller is checked
 * here before it costs memory: masking by role (§5.1), the size of a message over all its
 * fragments, their order (§5.4), and UTF-8 of a whole text (§8.1).
 */
final class FrameReader {

  private static final int LONGEST_CONTROL = 125;
  private static final int KEPT = 16_384;

  private final boolean server;
  private final int largest;
  private final Draft_6455 decoder = new Draft_6455();
  private byte[] data = new byte[512];
  private int size;
  private int needed = 2;
  private @Nullable ByteArrayOutputStream message;
  private boolean text;

  /**
   * Begins.
   *
   * @param server whether this side is the server, whose peer must mask
   * @param largest most bytes of a message
   */
  FrameReader(boolean server, int largest) {
    this.server = server;
    this.largest = largest;
  }

  /** Whether a message or a frame has begun and not ended. */
  boolean midMessage() {
    return size > 0 || message != null;
  }

  /** The next thing that {@code bytes} complete; null if more are needed, which are kept. */
  @Nullable Frame next(ByteBuffer bytes) {
    while (fill(bytes)) {
      var fault = headFault();
      if (fault != null) {
        return fault;
      }
      needed = (int) Math.min(length(), Integer.MAX_VALUE);
      if (size == needed) {
        var frame = whole();
        if (frame != null) {
          return frame;
        }
      }
    }
    return null;
  }

  private boolean fill(ByteBuffer bytes) {
    int count = Math.min(needed - size, bytes.remaining());
    if (size + count > data.length) {
      // Grows with what has arrived, not with what was announced.
      data = Arrays.copyOf(data, Math.min(needed, 2 * (size + count)));
    }
    bytes.get(data, size, count);
    size += count;
    return size == needed;
  }

  private boolean isControl() {
    return (data[0] & 0x08) != 0;
  }

  private int headLength() {
    int extended =
        switch (data[1] & 0x7f) {
          case 126 -> 2;
          case 127 -> 8;
          default -> 0;
        };
    return 2 + extended + ((data[1] & 0x80) != 0 ? 4 : 0);
  }

  private long payloadLength() {
    int brief = data[1] & 0x7f;
    var head = ByteBuffer.wrap(data);
    return brief == 126 ? head.getShort(2) & 0xffff : brief == 127 ? head.getLong(2) : brief;
  }

  /** Of the frame, as far as it is known. */
  private long length() {
    return size < headLength() ? headLength() : headLength() + payloadLength();
  }

  private @Nullable Frame headFault() {
    boolean masked = (data[1] & 0x80) != 0;
    if (masked != server) {
      return protocol(
          server ? "a client must mask its frames" : "a server must not mask its frames");
    }
    if (isControl() && (data[1] & 0x7f) > LONGEST_CONTROL) {
      return protocol("a control frame is longer than 125 bytes");
    }
    if (size < headLength()) {
      return null;
    }
    long before = message == null || isControl() ? 0 : message.size();
    return payloadLength() < 0 || before + payloadLength() > largest
        ? new Frame.Fault(CloseFrame.TOOBIG, "a message is longer than " + largest + " bytes")
        : null;
  }

  private static Frame protocol(String reason) {
    return new Frame.Fault(CloseFrame.PROTOCOL_ERROR, reason);
  }

  private @Nullable Frame whole() {
    var bytes = ByteBuffer.wrap(Arrays.copyOf(data, size));
    boolean empty = payloadLength() == 0;
    size = 0;
    needed = 2;
    if (data.length > KEPT) {
      data = new byte[512];
    }
    List<Framedata> decoded;
    try {
      decoded = decoder.translateFrame(bytes);
    } catch (InvalidDataException e) {
      return new Frame.Fault(e.getCloseCode(), "a frame is invalid: " + e.getMessage());
    }
    return decoded.size() == 1
        ? frame(decoded.getFirst(), empty)
        : protocol("a frame is malformed");
  }

  private @Nullable Frame frame(Framedata decoded, boolean empty) {
    var payload = bytes(decoded.getPayloadData());
    return switch (decoded.getOpcode()) {
      case PING -> new Frame.Ping(payload);
      case PONG -> new Frame.Pong();
      case CLOSING ->
          decoded instanceof CloseFrame close && !empty
              ? new Frame.Close(close.getCloseCode(), close.getMessage())
              : new Frame.Close(CloseFrame.NOCODE, "");
      case TEXT, BINARY, CONTINUOUS -> data(decoded, payload);
    };
  }

  private static byte[] bytes(ByteBuffer payload) {
    var bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  private @Nullable Frame data(Framedata decoded, byte[] payload) {
    boolean continues = decoded.getOpcode() == Opcode.CONTINUOUS;
    if (continues != (message != null)) {
      return protocol(
          continues ? "a continuation continues nothing" : "a message begins within another");
    }
    if (!continues) {
      text = decoded.getOpcode() == Opcode.TEXT;
    }
    var whole = payload;
    if (message != null) {
      message.writeBytes(payload);
      whole = message.toByteArray();
    }
    if (!decoded.isFin()) {
      if (message == null) {
        message = new ByteArrayOutputStream();
        message.writeBytes(payload);
      }
      return null;
    }
    message = null;
    return text && !isUtf8(whole)
        ? new Frame.Fault(CloseFrame.NO_UTF8, "a text message is not UTF-8")
        : new Frame.Message(whole);
  }

  /** RFC 3629; a text that ends within a character is not UTF-8 either. */
  static boolean isUtf8(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        try {
          return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).hasArray();
        } catch (CharacterCodingException e) {
          return false;
        }
      }
    }
    return true;
  }
}

package org.offhook.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.enums.Role;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.FramedataImpl1;
import org.offhook.loop.Randomness;

/**
 * Turns messages into the bytes of frames (RFC 6455 §5.2), those of a client masked with the
 * endpoint's own random bits (§5.3), so that a simulated run can be repeated.
 */
final class FrameWriter {

  private static final int LONGEST_REASON = 123;

  private final boolean server;
  private final Randomness random;
  private final Draft_6455 encoder = new Draft_6455();

  FrameWriter(boolean server, Randomness random) {
    this.server = server;
    this.random = random;
    encoder.setParseMode(Role.SERVER);
  }

  /** A SIP message: text where it is UTF-8, since scripts like that better, else binary. */
  byte[] message(byte[] message) {
    return frame(FrameReader.isUtf8(message) ? Opcode.TEXT : Opcode.BINARY, message);
  }

  byte[] ping(byte[] payload) {
    return frame(Opcode.PING, payload);
  }

  byte[] pong(byte[] payload) {
    return frame(Opcode.PONG, payload);
  }

  /** Closes with a code and an ASCII reason, which is cut where a frame has no room for it. */
  byte[] close(int code, String reason) {
    var frame = new CloseFrame();
    frame.setReason(reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    frame.setCode(code);
    return bytes(frame);
  }

  /** An answer to a Close without code (RFC 6455 §7.1.5). */
  byte[] close() {
    return close(CloseFrame.NOCODE, "");
  }

  private byte[] frame(Opcode opcode, byte[] payload) {
    var frame = FramedataImpl1.get(opcode);
    frame.setPayload(ByteBuffer.wrap(payload));
    return bytes(frame);
  }

  private byte[] bytes(FramedataImpl1 frame) {
    int payload = frame.getPayloadData().remaining();
    var bytes = encoder.createBinaryFrame(frame);
    var plain = new byte[bytes.remaining()];
    bytes.get(plain);
    return server ? plain : masked(plain, plain.length - payload);
  }

  private byte[] masked(byte[] plain, int head) {
    var mask = new byte[4];
    random.nextBytes(mask);
    var bytes = Arrays.copyOf(plain, plain.length + mask.length);
    bytes[1] |= (byte) 0x80;
    System.arraycopy(mask, 0, bytes, head, mask.length);
    for (int i = head; i < plain.length; i++) {
      bytes[i + mask.length] = (byte) (plain[i] ^ mask[(i - head) & 3]);
    }
    return bytes;
  }
}

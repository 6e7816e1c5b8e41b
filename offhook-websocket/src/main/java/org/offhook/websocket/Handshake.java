package org.offhook.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.offhook.net.StreamConnection;

/** One side's part in the opening handshake (RFC 6455 §4) with the subprotocol of RFC 7118 §4. */
interface Handshake {

  /** The WebSocket version that is spoken here (RFC 6455 §4.1). */
  String VERSION = "13";

  /** The subprotocol without which there is no SIP (RFC 7118 §4). */
  String SUBPROTOCOL = "sip";

  /**
   * What came of the peer's part.
   *
   * @param reply what this side sends now; may be empty
   * @param refusal why there will be no connection; null if there is one now
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Verdict(byte[] reply, @Nullable String refusal) {

    static Verdict refuse(String reason) {
      return new Verdict(new byte[0], reason);
    }
  }

  /** What is sent when the connection below is open; empty for a server. */
  byte[] begin(StreamConnection below);

  /** Judges the peer's part. */
  Verdict judge(HttpHead head);

  /** Judges bytes that cannot become the peer's part. */
  Verdict garbage(String reason);

  /** Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 §4.2.2 item 5.4). */
  static String accept(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      var text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}

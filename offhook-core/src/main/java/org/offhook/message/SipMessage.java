package org.offhook.message;

import java.util.List;
import java.util.Optional;

/**
 * A SIP message: RFC 3261 section 7. Immutable; a change is a builder and a new message.
 *
 * <p>A message that came from the wire has a valid top Via, From, To, Call-ID and CSeq. One built
 * here may lack them while it is being completed; then their accessors throw IllegalStateException.
 */
public sealed interface SipMessage permits SipRequest, SipResponse {
  /** The header fields in wire order. */
  default Headers headers() {
    return Wire.of(this).headers();
  }

  /** The body, empty if there is none. Not a copy: do not modify. */
  default byte[] body() {
    return Wire.of(this).body();
  }

  /** Whether the body has at least one byte. */
  default boolean hasBody() {
    return Wire.of(this).bodyLength() > 0;
  }

  /** The type of the body; empty if absent or malformed. */
  default Optional<MediaType> contentType() {
    return headers().get(HeaderName.CONTENT_TYPE);
  }

  /**
   * The parts of a multipart body, else the body as the only part; none if there is no body. A
   * multipart body that cannot be taken apart is one part.
   */
  default List<BodyPart> bodyParts() {
    if (!hasBody()) {
      return List.of();
    }
    BodyPart whole = BodyPart.of(Wire.of(this));
    return whole.multipart().map(Multipart::parts).orElse(List.of(whole));
  }

  /**
   * The first body of a type: the whole body, or a part of a multipart one, as deep as the limits
   * that this message was read with (RFC 5621 section 3, {@link MessageLimits#multipartDepth}).
   *
   * <pre>{@code
   * message.bodyPart(MediaType.APPLICATION_SDP)
   *     .flatMap(part -> SessionDescription.parse(part.content()).readable());
   * }</pre>
   *
   * @param type a type, or a range as {@code audio/*}; parameters are not compared
   */
  default Optional<BodyPart> bodyPart(MediaType type) {
    return hasBody() ? BodyPart.of(Wire.of(this)).find(type) : Optional.empty();
  }

  /** The first Via value. */
  default Via topVia() {
    return Wire.of(this).required(HeaderName.VIA);
  }

  /** The branch of the first Via, which names the transaction: RFC 3261 section 8.1.1.7. */
  default Optional<String> branch() {
    return headers().get(HeaderName.VIA).flatMap(Via::branch);
  }

  /** The From value. */
  default NameAddr from() {
    return Wire.of(this).required(HeaderName.FROM);
  }

  /** The To value. */
  default NameAddr to() {
    return Wire.of(this).required(HeaderName.TO);
  }

  /** The Call-ID. */
  default String callId() {
    return Wire.of(this).required(HeaderName.CALL_ID);
  }

  /** The CSeq. */
  default CSeq cSeq() {
    return Wire.of(this).required(HeaderName.CSEQ);
  }

  /** The first line, without its line end. */
  default String startLine() {
    return Wire.of(this).startLine();
  }

  /**
   * The same message, keeping only its bytes and where its rows lie; values are parsed again for
   * whoever asks. For those who keep messages long, as calls do.
   */
  SipMessage packed();

  /** The wire form; of a parsed message the bytes as they arrived. Not a copy: do not modify. */
  default byte[] toBytes() {
    return Wire.of(this).toBytes();
  }
}

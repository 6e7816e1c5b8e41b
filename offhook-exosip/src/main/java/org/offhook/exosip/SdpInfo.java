package org.offhook.exosip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MediaType;
import org.offhook.message.SipMessage;
import org.offhook.sdp.Connection;
import org.offhook.sdp.MediaDescription;
import org.offhook.sdp.SessionDescription;

/**
 * What eXosip2 finds in the session description of a message (RFC 8866). Null means that there is
 * none; null for a description gives null, so that calls can be chained. Any thread.
 *
 * <pre>{@code
 * var connection = SdpInfo.audioConnection(SdpInfo.sdpOf(event.request()));
 * }</pre>
 */
public final class SdpInfo {

  private SdpInfo() {}

  /**
   * The session description of a message: its whole body, or the first part of a multipart body
   * (RFC 5621) that is one. Null if there is none, or none that can be read.
   */
  public static @Nullable SessionDescription sdpOf(@Nullable OsipMessage message) {
    return message == null ? null : descriptionIn(message.sip()).orElse(null);
  }

  static Optional<SessionDescription> descriptionIn(SipMessage message) {
    return message
        .bodyPart(MediaType.APPLICATION_SDP)
        .flatMap(part -> SessionDescription.parse(part.content()).readable());
  }

  /** The first medium of a kind, as {@code audio}. */
  public static @Nullable MediaDescription media(@Nullable SessionDescription sdp, String kind) {
    return sdp == null ? null : sdp.medium(kind).orElse(null);
  }

  /** The first audio medium. */
  public static @Nullable MediaDescription audioMedia(@Nullable SessionDescription sdp) {
    return media(sdp, "audio");
  }

  /** The first video medium. */
  public static @Nullable MediaDescription videoMedia(@Nullable SessionDescription sdp) {
    return media(sdp, "video");
  }

  /** Where the first medium of a kind is received: its own connection, else the session's. */
  public static @Nullable Connection connection(@Nullable SessionDescription sdp, String kind) {
    return sdp == null ? null : sdp.medium(kind).flatMap(sdp::connection).orElse(null);
  }

  /** Where the first audio medium is received. */
  public static @Nullable Connection audioConnection(@Nullable SessionDescription sdp) {
    return connection(sdp, "audio");
  }

  /** Where the first video medium is received. */
  public static @Nullable Connection videoConnection(@Nullable SessionDescription sdp) {
    return connection(sdp, "video");
  }
}

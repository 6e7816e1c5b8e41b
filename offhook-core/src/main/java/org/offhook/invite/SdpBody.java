package org.offhook.invite;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.BodyPart;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Multipart;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;
import org.offhook.sdp.SdpResult;
import org.offhook.sdp.SessionDescription;

/**
 * The session description in a message's body, alone or inside a multipart body (RFC 3261 §13.2.1,
 * RFC 5621 §3).
 */
public sealed interface SdpBody {

  /** There is one, and it can be read. */
  record Present(SessionDescription description) implements SdpBody {}

  /** There is no session description. */
  record None() implements SdpBody {}

  /** There is one that is broken. */
  record Broken(String reason) implements SdpBody {}

  /** The message's session description. */
  static SdpBody of(SipMessage message) {
    if (!message.hasBody()) {
      return new None();
    }
    var bytes = sdpBytes(message);
    if (bytes == null) {
      return new None();
    }
    return switch (SessionDescription.parse(bytes)) {
      case SdpResult.Parsed parsed -> new Present(parsed.description());
      case SdpResult.Invalid invalid ->
          new Broken("SDP line " + invalid.line() + ": " + invalid.reason());
    };
  }

  /** The description, if there is one that can be read. */
  default Optional<SessionDescription> readable() {
    return this instanceof Present present ? Optional.of(present.description()) : Optional.empty();
  }

  private static byte @Nullable [] sdpBytes(SipMessage message) {
    // Tolerance: a body without Content-Type in a call is a session description (old gateways).
    var type = message.contentType().orElse(MediaType.APPLICATION_SDP);
    if (type.matches(MediaType.APPLICATION_SDP)) {
      return isSession(message.headers().get(HeaderName.CONTENT_DISPOSITION))
          ? message.body()
          : null;
    }
    return type.type().equalsIgnoreCase("multipart")
        ? Multipart.parse(type, message.body())
            .find(MediaType.APPLICATION_SDP)
            .filter(part -> isSession(part.disposition()))
            .map(BodyPart::content)
            .orElse(null)
        : null;
  }

  /** A missing Content-Disposition of a session description means "session" (RFC 5621 §8). */
  private static boolean isSession(Optional<ParameterizedToken> disposition) {
    return disposition.isEmpty()
        || disposition.get().is("session")
        || disposition.get().is("early-session");
  }
}

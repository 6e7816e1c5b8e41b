package org.offhook.invite;

import java.util.Optional;
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
    // Tolerance: a body without Content-Type in a call is a session description (old gateways).
    var type = message.contentType().orElse(MediaType.APPLICATION_SDP);
    if (type.matches(MediaType.APPLICATION_SDP)) {
      return isSession(message.headers().get(HeaderName.CONTENT_DISPOSITION))
          ? read(message.body())
          : new None();
    }
    if (!type.isMultipart()) {
      return new None();
    }
    return Multipart.of(message)
        .map(SdpBody::inside)
        .orElseGet(() -> new Broken("the multipart body cannot be read"));
  }

  private static SdpBody inside(Multipart parts) {
    return parts
        .find(MediaType.APPLICATION_SDP)
        .filter(part -> isSession(part.disposition()))
        .map(part -> read(part.content()))
        .orElseGet(None::new);
  }

  private static SdpBody read(byte[] bytes) {
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

  /** Whether the whole body is a description that can be read. */
  static boolean isAlone(SipMessage message) {
    return message.contentType().filter(type -> !type.matches(MediaType.APPLICATION_SDP)).isEmpty()
        && of(message) instanceof Present;
  }

  /**
   * A part of the body that the sender insists on and that a call has no use for (RFC 5621 §3).
   *
   * <p>Tolerance: a part that says nothing of its handling may be ignored, although §3.2 makes it
   * required: senders of locations and ISUP leave that out.
   */
  static Optional<MediaType> unservedPart(SipMessage message) {
    if (message.contentType().filter(MediaType::isMultipart).isEmpty()) {
      return Optional.empty();
    }
    return Multipart.of(message).stream()
        .flatMap(parts -> parts.parts().stream())
        .filter(SdpBody::isRequired)
        .map(BodyPart::contentType)
        .filter(type -> !type.matches(MediaType.APPLICATION_SDP))
        .findFirst();
  }

  private static boolean isRequired(BodyPart part) {
    return part.disposition()
        .flatMap(disposition -> disposition.params().get("handling"))
        .filter("required"::equalsIgnoreCase)
        .isPresent();
  }

  /** A missing Content-Disposition of a session description means "session" (RFC 5621 §8). */
  private static boolean isSession(Optional<ParameterizedToken> disposition) {
    return disposition.isEmpty()
        || disposition.get().is("session")
        || disposition.get().is("early-session");
  }
}

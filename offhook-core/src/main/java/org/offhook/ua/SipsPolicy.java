package org.offhook.ua;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Warning;
import org.offhook.transport.Flow;

/**
 * Whether requests for sips URIs, or only they, are taken (RFC 5630 §5.1.3, §6.2). What is refused
 * gets 480 with a Warning that says why; nothing is tried again with the other scheme by itself.
 */
public enum SipsPolicy {
  /** Both. */
  ALLOWED,
  /** Only requests for sips URIs, and only over TLS, DTLS or WSS. */
  REQUIRED,
  /** None for sips URIs. */
  REFUSED;

  private static final int NOT_ALLOWED = 380;
  private static final int NEEDED = 381;

  /** What to say to the sender of a request outside dialogs that is refused; else null. */
  @Nullable Warning objection(SipRequest request, Flow flow) {
    boolean sips = request.requestUri() instanceof SipUri uri && uri.secure();
    String agent = flow.sentBy().host();
    return switch (this) {
      case ALLOWED -> null;
      case REQUIRED ->
          sips && flow.kind().secure() ? null : new Warning(NEEDED, agent, "SIPS Required");
      case REFUSED -> sips ? new Warning(NOT_ALLOWED, agent, "SIPS Not Allowed") : null;
    };
  }
}

package org.offhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.invite.OpenOffer;
import org.offhook.message.SipMessage;
import org.offhook.message.Status;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;

/**
 * The peer's offer for another session, or its first one in the answer to a call without offer,
 * that waits for the application (RFC 3264 §4). The first decision counts; without one it is
 * refused in the end.
 *
 * <pre>{@code
 * if (call.events().take() instanceof CallEvent.OfferReceived event) {
 *   event.offer().accept(LocalCapabilities.audio("192.0.2.1", 40000, RtpMap.PCMU));
 * }
 * }</pre>
 */
public final class IncomingOffer {

  private final EndpointCore endpoint;
  private final OpenOffer offer;
  private final @Nullable SessionDescription description;

  IncomingOffer(EndpointCore endpoint, OpenOffer offer) {
    this.endpoint = endpoint;
    this.offer = offer;
    this.description = offer.offer().orElse(null);
  }

  /** The message that carries the offer. */
  public SipMessage message() {
    return offer.message();
  }

  /** The offer; empty if the peer asks this side to offer. */
  public Optional<SessionDescription> description() {
    return Optional.ofNullable(description);
  }

  /** Accepts with this answer; with this offer, if {@link #description} is empty. */
  public void accept(SessionDescription answer) {
    endpoint.command(() -> offer.accept(answer));
  }

  /**
   * Accepts with an answer picked from what this side can do; refuses with 488 if nothing of the
   * offer can be used.
   */
  public void accept(LocalCapabilities capabilities) {
    if (description == null) {
      accept(capabilities.template());
      return;
    }
    var answer = OfferAnswer.answer(description, capabilities);
    if (answer.isAcceptable()) {
      accept(answer.description());
    } else {
      refuse(Status.NOT_ACCEPTABLE_HERE);
    }
  }

  /** Refuses; the session stays as it is. */
  public void refuse(Status status) {
    endpoint.command(() -> offer.refuse(status, List.of()));
  }
}

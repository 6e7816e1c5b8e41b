package org.offhook.invite;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;

/**
 * What this side can and wants to do in a session, apart from what was agreed: RFC 3264 §8.4, RFC
 * 6337 §5.3. A hold of this side lasts until it resumes, whatever the peer offers meanwhile.
 */
final class LocalMedia {

  /** What is wanted at one moment, to return to when the peer refuses a change. */
  record Wish(@Nullable SessionDescription template, boolean holding) {}

  private @Nullable SessionDescription template;
  private boolean holding;

  LocalMedia(@Nullable SessionDescription template) {
    this.template = template;
  }

  /** This side changed its mind about what it can do. */
  void wants(SessionDescription description) {
    template = description;
  }

  void holding(boolean hold) {
    holding = hold;
  }

  Wish wish() {
    return new Wish(template, holding);
  }

  void restore(Wish wish) {
    template = wish.template();
    holding = wish.holding();
  }

  boolean isHolding() {
    return holding;
  }

  /** The offer for hold or resume, or everything that could be used now; empty without media. */
  Optional<SessionDescription> offer(Optional<SessionDescription> inForce) {
    return Optional.ofNullable(template)
        .map(wanted -> holding ? OfferAnswer.hold(wanted) : wanted)
        .map(wanted -> inForce.map(now -> OfferAnswer.nextOffer(now, wanted)).orElse(wanted));
  }

  /** The answer to an offer; empty if nothing of it can be used. */
  Optional<SessionDescription> answer(
      SessionDescription offer, Optional<SessionDescription> inForce) {
    var wanted = template;
    if (wanted == null) {
      return Optional.empty();
    }
    var capabilities = LocalCapabilities.from(wanted);
    if (holding) {
      capabilities = capabilities.held();
    }
    var answer = OfferAnswer.answer(offer, capabilities);
    if (!answer.isAcceptable()) {
      return Optional.empty();
    }
    var description = answer.description();
    return Optional.of(
        inForce.map(now -> OfferAnswer.nextVersion(now, description)).orElse(description));
  }
}

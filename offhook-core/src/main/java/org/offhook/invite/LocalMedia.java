package org.offhook.invite;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.MediaAnswer;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.PayloadNumbers;
import org.offhook.sdp.SessionDescription;

/**
 * What this side can and wants to do in a session, apart from what was agreed: RFC 3264 §8.4, RFC
 * 6337 §5.3. A hold of this side lasts until it resumes, whatever the peer offers meanwhile.
 */
final class LocalMedia {

  private static final int WARN_MISCELLANEOUS = 399;

  /** What is wanted at one moment, to return to when the peer refuses a change. */
  record Wish(@Nullable SessionDescription template, boolean holding) {}

  private @Nullable SessionDescription template;
  private boolean holding;
  private PayloadNumbers history = PayloadNumbers.NONE;

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
  Optional<SessionDescription> offer(@Nullable SessionDescription inForce) {
    var wanted = template;
    if (wanted == null) {
      return Optional.empty();
    }
    var now = holding ? OfferAnswer.hold(wanted) : wanted;
    if (inForce == null) {
      return Optional.of(now);
    }
    var next = OfferAnswer.nextOffer(inForce, now, history);
    history = history.and(next);
    return Optional.of(next);
  }

  /**
   * What this side says to an offer.
   *
   * @param description the answer; null if nothing of the offer can be used
   * @param warning the code for a Warning header field, if not (RFC 3261 §20.43)
   * @param reason why not
   */
  record Reply(@Nullable SessionDescription description, int warning, String reason) {}

  /** The answer to an offer, or why there is none. */
  Reply answer(SessionDescription offer, @Nullable SessionDescription inForce) {
    var wanted = template;
    if (wanted == null) {
      return new Reply(null, WARN_MISCELLANEOUS, "this side has no media");
    }
    var capabilities = LocalCapabilities.from(wanted);
    var answer = OfferAnswer.answer(offer, holding ? capabilities.held() : capabilities);
    if (!answer.isAcceptable()) {
      var refusal = answer.refusal();
      return new Reply(
          null,
          refusal.map(MediaAnswer.Refused::warning).orElse(WARN_MISCELLANEOUS),
          refusal.map(MediaAnswer.Refused::reason).orElse("nothing in common"));
    }
    var description = answer.description();
    return new Reply(
        inForce == null ? description : OfferAnswer.nextVersion(inForce, description), 0, "");
  }
}

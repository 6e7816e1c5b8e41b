package org.offhook.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What an offer and its answer amount to, from the local side's view (RFC 3264 sections 6.1 and 7).
 *
 * <pre>{@code
 * var agreed = OfferAnswer.negotiated(offer, answer, true);      // this side offered
 * agreed.medium("audio").ifPresent(m -> send(m.sending().address(), m.sending().port()));
 * }</pre>
 *
 * @param media the media that both sides agreed on, in order; refused ones are left out
 */
public record Negotiated(List<NegotiatedMedium> media) {

  /** Copies the list. */
  public Negotiated {
    media = List.copyOf(media);
  }

  /** The first agreed medium of a type, such as {@code audio}. */
  public Optional<NegotiatedMedium> medium(String type) {
    return media.stream().filter(m -> m.type().equalsIgnoreCase(type)).findFirst();
  }

  /** Whether nothing was agreed on. */
  public boolean isEmpty() {
    return media.isEmpty();
  }
}

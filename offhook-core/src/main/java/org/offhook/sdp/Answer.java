package org.offhook.sdp;

import java.util.List;
import java.util.Optional;

/**
 * An answer to an offer, with what was chosen and why (RFC 3264 section 6).
 *
 * <p>If nothing is accepted, the description still is a valid answer with all ports 0; a UAS
 * usually responds with 488 and {@link #refusal()} as Warning instead (RFC 3261 section 13.3.1.3).
 *
 * @param description the answer to send
 * @param media one entry per offered medium, in order
 */
public record Answer(SessionDescription description, List<MediaAnswer> media) {

  /** Copies the list. */
  public Answer {
    media = List.copyOf(media);
  }

  /** Whether at least one medium is taken, or none was offered. */
  public boolean isAcceptable() {
    return media.isEmpty() || media.stream().anyMatch(m -> m instanceof MediaAnswer.Accepted);
  }

  /** The first refusal that a Warning can tell of, if nothing is taken. */
  public Optional<MediaAnswer.Refused> refusal() {
    if (isAcceptable()) {
      return Optional.empty();
    }
    MediaAnswer.Refused first = null;
    for (var medium : media) {
      if (medium instanceof MediaAnswer.Refused refused && first == null && refused.warning() > 0) {
        first = refused;
      }
    }
    return Optional.ofNullable(first);
  }

  /** What was agreed on. */
  public Negotiated negotiated() {
    return new Negotiated(
        media.stream()
            .filter(m -> m instanceof MediaAnswer.Accepted)
            .map(m -> ((MediaAnswer.Accepted) m).medium())
            .toList());
  }

  /** The reasons, one line per medium. */
  public String explanation() {
    var text = new StringBuilder();
    for (var medium : media) {
      text.append("m-line ").append(medium.index() + 1).append(": ").append(medium.reason());
      text.append('\n');
    }
    return text.toString();
  }
}

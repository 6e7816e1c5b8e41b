package org.offhook.sdp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The offer/answer exchange as pure functions over descriptions (RFC 3264).
 *
 * <pre>{@code
 * var answer = OfferAnswer.answer(offer, LocalCapabilities.audio("192.0.2.1", 40000, RtpMap.PCMA));
 * if (answer.isAcceptable()) {
 *   send(answer.description());
 * } else {
 *   System.out.println(answer.explanation());
 * }
 * }</pre>
 */
public final class OfferAnswer {

  private OfferAnswer() {}

  /**
   * Answers an offer: each offered medium is taken by the first unused local one that fits, or
   * refused with port 0 (RFC 3264 section 6).
   *
   * <p>The answer's origin is the template's; in a running session put it through {@link
   * #nextVersion}.
   */
  public static Answer answer(SessionDescription offer, LocalCapabilities local) {
    return new AnswerComposer(offer, local).compose();
  }

  /**
   * Answers an offer with a description that may be a ready answer or a statement of what the local
   * side can do: it is taken as it is if {@link #check} finds nothing and it has no other formats
   * than offered ones by the offer's numbers; else as a template.
   */
  public static Answer answer(SessionDescription offer, SessionDescription own) {
    return AnswerCheck.isReady(offer, own)
        ? AnswerComposer.ready(offer, own)
        : answer(offer, LocalCapabilities.from(own));
  }

  /**
   * The answer that takes nothing: every port 0 (RFC 3264 section 6), for an offer that must be
   * answered though it cannot be accepted (RFC 3261 section 13.2.2.4).
   *
   * @param origin the origin of the answer
   */
  public static SessionDescription refuse(SessionDescription offer, Origin origin) {
    var builder =
        SessionDescription.builder(origin)
            .connection(Connection.of(origin.address()))
            .timings(offer.timings());
    offer.media().forEach(m -> builder.medium(AnswerComposer.refused(m)));
    return builder.build();
  }

  /**
   * What an answer has against its offer: number, order, type and protocol of the media, formats,
   * direction, times (RFC 3264 section 6). Empty if all is well.
   */
  public static List<AnswerFault> check(SessionDescription offer, SessionDescription answer) {
    return AnswerCheck.check(offer, answer);
  }

  /**
   * Which medium an answer makes weaker than its offer: encryption was offered (a profile such as
   * {@code RTP/SAVP}, RFC 3711 §12) and is not in the answer. Empty if none is.
   */
  public static Optional<String> downgrade(SessionDescription offer, SessionDescription answer) {
    for (int i = 0; i < Math.min(offer.media().size(), answer.media().size()); i++) {
      var offered = offer.media().get(i).protocol();
      var answered = answer.media().get(i).protocol();
      if (isEncrypted(offered)
          && !isEncrypted(answered)
          && !answer.isRefused(answer.media().get(i))) {
        return Optional.of(offered + " was offered, " + answered + " answered");
      }
    }
    return Optional.empty();
  }

  private static boolean isEncrypted(String protocol) {
    return protocol.toUpperCase(Locale.ROOT).contains("SAVP");
  }

  /**
   * What two descriptions amount to.
   *
   * @param local the local side's description
   * @param remote the peer's
   * @param localOffered whether the local one is the offer; the order of formats is the answer's
   */
  public static Negotiated negotiated(
      SessionDescription local, SessionDescription remote, boolean localOffered) {
    return Negotiation.of(local, remote, localOffered);
  }

  /**
   * The description with the peer put on hold: sendrecv becomes sendonly and recvonly inactive (RFC
   * 3264 section 8.4). Apply it to what is wanted, not to what was last negotiated, so that a hold
   * by the peer does not become one's own.
   */
  public static SessionDescription hold(SessionDescription wanted) {
    return Hold.apply(wanted);
  }

  /** The reverse of {@link #hold}: sendonly becomes sendrecv and inactive recvonly. */
  public static SessionDescription resume(SessionDescription held) {
    return Hold.resume(held);
  }

  /** The same with all media in both directions, whoever holds: to offer it to somebody else. */
  public static SessionDescription offHold(SessionDescription held) {
    var open = held.media().stream().map(one -> one.withDirection(Direction.SENDRECV)).toList();
    return held.withMedia(open);
  }

  /**
   * Whether the writer of the description has put its reader on hold: there is live RTP media and
   * none of it is received. The old form with {@code c=0.0.0.0} counts too (RFC 3264 section 8.4).
   */
  public static boolean isHeld(SessionDescription remote) {
    return Hold.isHeld(remote);
  }

  /** Whether the writer of the description has put this medium on hold. */
  public static boolean isHeld(SessionDescription remote, MediaDescription medium) {
    return Hold.isHeld(remote, medium);
  }

  /**
   * The description to send after a previous one of the same side in the same session: with the
   * previous origin, its version one higher exactly if anything else differs (RFC 3264 section 8).
   */
  public static SessionDescription nextVersion(
      SessionDescription previous, SessionDescription wanted) {
    return NextOffer.nextVersion(previous, wanted);
  }

  /**
   * The offer to send after a previous description of the same side: media keep their places, those
   * no longer wanted get port 0, a place of port 0 may be used again, no payload number changes its
   * meaning, and the origin is as by {@link #nextVersion} (RFC 3264 section 8).
   *
   * @param history the numbers used in this session so far; the previous description's are added
   */
  public static SessionDescription nextOffer(
      SessionDescription previous, SessionDescription wanted, PayloadNumbers history) {
    return NextOffer.nextOffer(previous, wanted, history);
  }

  /** The same where there is no history before the previous description. */
  public static SessionDescription nextOffer(
      SessionDescription previous, SessionDescription wanted) {
    return nextOffer(previous, wanted, PayloadNumbers.NONE);
  }
}

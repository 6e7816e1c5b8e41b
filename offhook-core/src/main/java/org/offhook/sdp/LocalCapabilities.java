package org.offhook.sdp;

/**
 * What the local side can do and wants, as input to {@link OfferAnswer#answer}: a description that
 * serves as a template, as RFC 3264 section 6 leaves it to the answerer.
 *
 * <p>Each medium of the template can take one offered medium of its type and protocol. It states
 * the address and port, the codecs in order of preference with their parameters (its numbers do not
 * matter: an answer uses the offer's), the direction wanted, and further attributes.
 *
 * <pre>{@code
 * LocalCapabilities.audio("192.0.2.1", 40000, RtpMap.OPUS, RtpMap.PCMA).inOwnOrder()
 * }</pre>
 *
 * @param template the description
 * @param ownOrder whether the answer lists formats in the template's order; by default in the
 *     offer's, which RFC 3264 section 6.1 recommends
 * @param bundle whether media may share one transport (RFC 9143); by default if the template has
 *     {@code a=group:BUNDLE}
 */
public record LocalCapabilities(SessionDescription template, boolean ownOrder, boolean bundle) {

  /** What a ready description states. */
  public static LocalCapabilities from(SessionDescription template) {
    return new LocalCapabilities(template, false, !Bundle.members(template).isEmpty());
  }

  /** One audio stream; as {@link SessionDescription#audio}. */
  public static LocalCapabilities audio(String address, int port, RtpMap... codecs) {
    return from(SessionDescription.audio(address, port, codecs));
  }

  /** The same, with formats in the order of the template. */
  public LocalCapabilities inOwnOrder() {
    return new LocalCapabilities(template, true, bundle);
  }

  /** The same, taking bundles or not. */
  public LocalCapabilities withBundle(boolean taken) {
    return new LocalCapabilities(template, ownOrder, taken);
  }

  /** The same on hold: nothing is to be received until resumed (RFC 3264 section 8.4). */
  public LocalCapabilities held() {
    return new LocalCapabilities(OfferAnswer.hold(template), ownOrder, bundle);
  }
}

package org.offhook.sdp;

/**
 * What became of one offered medium in an {@link Answer}, and why (RFC 3264 section 6).
 *
 * <p>Example: {@code answer.media().forEach(m -> System.out.println(m.reason()))}.
 */
public sealed interface MediaAnswer {

  /** The place of the m= line, from 0. */
  int index();

  /** Why, in words for a person. */
  String reason();

  /**
   * The medium is taken.
   *
   * @param index the place of the m= line
   * @param reason which formats and direction were chosen, and why
   * @param medium the result
   */
  record Accepted(int index, String reason, NegotiatedMedium medium) implements MediaAnswer {}

  /**
   * The medium is refused: its port is 0 in the answer.
   *
   * @param index the place of the m= line
   * @param reason what does not fit
   * @param warning the code for a Warning header field (RFC 3261 section 20.43): 300, 302, 304, 305
   *     or 399; 0 if the offerer itself had put the medium out of use
   */
  record Refused(int index, String reason, int warning) implements MediaAnswer {}
}

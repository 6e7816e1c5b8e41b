package org.offhook.sdp;

import java.util.Optional;

/**
 * One medium that both sides agreed on, from the local side's view (RFC 3264 section 6.1).
 *
 * @param index the place of its m= line, from 0
 * @param local the medium in the local description
 * @param remote the medium in the remote description
 * @param direction which way media flows now, seen from here: what both descriptions allow
 * @param receiving where the local side receives, and by which numbers
 * @param sending where the local side sends to, and by which numbers
 */
public record NegotiatedMedium(
    int index,
    MediaDescription local,
    MediaDescription remote,
    Direction direction,
    MediaEnd receiving,
    MediaEnd sending) {

  /** The kind of medium: {@code audio}, … */
  public String type() {
    return local.type();
  }

  /** The codec to send with: the first agreed one that is no mere companion of others. */
  public Optional<MediaFormat> sendingFormat() {
    return sending.formats().stream()
        .filter(f -> f.codec() == null || !f.codec().isAuxiliary())
        .findFirst();
  }

  /**
   * The format for key presses (RFC 4733), if agreed; only its {@link MediaFormat#telephoneEvents}
   * may be sent.
   */
  public Optional<MediaFormat> keyPresses() {
    return sending.formats().stream().filter(f -> f.telephoneEvents().isPresent()).findFirst();
  }
}

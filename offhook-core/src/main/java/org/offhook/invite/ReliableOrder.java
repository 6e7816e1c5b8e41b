package org.offhook.invite;

import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.ReliableProvisionals;

/**
 * The order of the reliable provisional answers that one INVITE gets in one dialog: RFC 3262 §4.
 * What comes again, or before one that is missing, is neither acknowledged nor looked at.
 */
final class ReliableOrder {

  private long last;

  /** Whether the INVITE allows this answer to be reliable, and it is. */
  static boolean isReliable(SipResponse response, SipRequest invite) {
    int code = response.status().code();
    return code > 100
        && code < 200
        && response.headers().contains(HeaderName.RSEQ)
        && ReliableProvisionals.isRequiredBy(response)
        && ReliableProvisionals.isSupportedBy(invite);
  }

  /** Whether a reliable answer is the next one; it is the last one then. */
  boolean advance(SipResponse reliable) {
    long number = reliable.headers().get(HeaderName.RSEQ).orElse(0L);
    if (number == 0 || (last != 0 && number != last + 1)) {
      return false;
    }
    last = number;
    return true;
  }
}

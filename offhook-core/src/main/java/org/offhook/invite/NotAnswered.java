package org.offhook.invite;

import org.offhook.message.SipResponse;

/** Why an outgoing call was not answered: RFC 3261 §13.2.2. */
public sealed interface NotAnswered {

  /** The peer refused with a final status of 300 or above. */
  record Refused(SipResponse response) implements NotAnswered {}

  /** This side gave up. */
  record Cancelled() implements NotAnswered {}

  /** Nobody answered in time. */
  record TimedOut(String reason) implements NotAnswered {}

  /** It could not be sent, or the answer was faulty. */
  record Failed(String reason) implements NotAnswered {}
}

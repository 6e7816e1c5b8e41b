package org.offhook.cli;

import org.offhook.RequestOutcome;
import org.offhook.message.Status;

/** Outcomes as exit codes and as lines that say what to do. */
final class Outcomes {

  private Outcomes() {}

  /** A refusal by the peer. */
  static Failure refused(Status status, String reason) {
    return Failure.refused("refused with " + status.code() + " " + reason + Advice.about(status));
  }

  /** A request without a final answer. */
  static Failure failure(RequestOutcome.Failed failed) {
    return notReached(failed.reason(), failed.isTimeout());
  }

  /** No answer, or no way. */
  static Failure notReached(String reason, boolean timeout) {
    return timeout
        ? Failure.refused(reason + "; " + Advice.NO_ANSWER)
        : Failure.unreachable(reason + "; " + Advice.NO_WAY);
  }
}

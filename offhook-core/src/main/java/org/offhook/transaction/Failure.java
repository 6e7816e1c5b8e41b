package org.offhook.transaction;

import org.offhook.message.Status;

/** Why a client transaction ended without a final response: decided here, not by the peer. */
public sealed interface Failure {

  /** The status that it counts as (RFC 3261 §8.1.3.1). */
  Status meaning();

  /**
   * No final response in time (Timer B or F).
   *
   * @param afterCancel the request was cancelled and counts as ended by that (RFC 3261 §9.1)
   */
  record Timeout(boolean afterCancel) implements Failure {

    @Override
    public Status meaning() {
      return Status.REQUEST_TIMEOUT;
    }
  }

  /**
   * The request could not be sent, or its connection was lost.
   *
   * @param reason for people
   */
  record Transport(String reason) implements Failure {

    @Override
    public Status meaning() {
      return Status.SERVICE_UNAVAILABLE;
    }
  }
}

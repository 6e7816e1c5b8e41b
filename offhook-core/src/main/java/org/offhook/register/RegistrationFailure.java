package org.offhook.register;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;

/**
 * Why a REGISTER did not do what it should (RFC 3261 §10.2.7, §10.2.8).
 *
 * @param answer the refusal, or the 200 that lacks the binding; null if nothing was answered
 * @param reason for people
 * @param retry how long until the next try; null if there is none
 * @param timeout whether the registrar just did not answer
 */
public record RegistrationFailure(
    @Nullable SipResponse answer, String reason, @Nullable Duration retry, boolean timeout) {

  /** The refusal, or the 200 that lacks the binding. */
  public Optional<SipResponse> response() {
    return Optional.ofNullable(answer);
  }

  /** How long until the next try; empty if the registration has given up. */
  public Optional<Duration> retryIn() {
    return Optional.ofNullable(retry);
  }
}

package org.offhook.publish;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;

/**
 * Why a PUBLISH did not do what it should: RFC 3903 §4.
 *
 * @param answer the refusal, or the 200 that cannot be used; null if nothing was answered
 * @param reason one line for people
 * @param retry how long until the next try; null if there is none
 * @param timeout whether the server just did not answer
 */
public record PublicationFailure(
    @Nullable SipResponse answer, String reason, @Nullable Duration retry, boolean timeout) {}

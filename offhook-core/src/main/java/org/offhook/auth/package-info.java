/**
 * Digest authentication of both sides: RFC 7616 and RFC 8760 as RFC 3261 §22 uses them, and AKA
 * (RFC 3310, RFC 4169).
 *
 * <p>Layer 1: imports {@code org.offhook.message} and {@code org.offhook.loop}. Values
 * (credentials, stores, challenges, policies) are immutable and may be used on any thread; {@link
 * org.offhook.auth.DigestClient}, {@link org.offhook.auth.DigestSession} and {@link
 * org.offhook.auth.DigestVerifier} hold state and belong to the loop's thread. Basic is neither
 * offered nor answered (RFC 3261 §22).
 */
@NullMarked
package org.offhook.auth;

import org.jspecify.annotations.NullMarked;

/**
 * The user agent core of RFC 3261 §8: what every request has in common, whatever it is for. {@link
 * org.offhook.ua.UserAgentCore} sorts what arrives, {@link org.offhook.ua.RequestGate} refuses what
 * cannot be served, {@link org.offhook.ua.RequestSender} brings a request to an answer.
 *
 * <p>Layer 6. Thread rule: everything belongs to the loop's thread; settings and policies are
 * immutable and may be used on any thread.
 */
@NullMarked
package org.offhook.ua;

import org.jspecify.annotations.NullMarked;

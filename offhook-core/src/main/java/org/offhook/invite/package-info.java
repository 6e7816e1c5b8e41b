/**
 * Calls: INVITE from both sides, sessions and their changes, hang-up (RFC 3261 §13 to §15, RFC
 * 3264, RFC 6337).
 *
 * <p>Layer 7. Thread rule: everything runs on the endpoint's loop.
 */
@NullMarked
package org.offhook.invite;

import org.jspecify.annotations.NullMarked;

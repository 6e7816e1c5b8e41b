/**
 * Transports: listeners, connections, the way of each message in and out (RFC 3261 §18, RFC 3581).
 *
 * <p>Layer 3. Thread rule: everything runs on the endpoint's loop.
 */
@NullMarked
package org.offhook.transport;

import org.jspecify.annotations.NullMarked;

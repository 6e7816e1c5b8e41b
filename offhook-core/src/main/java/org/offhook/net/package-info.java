/**
 * Bytes and sockets: the seam that the simulated network replaces.
 *
 * <p>Layer 1. Thread rule: every method and every callback runs on the loop of the {@link
 * org.offhook.net.Network}, unless it says otherwise.
 */
@NullMarked
package org.offhook.net;

import org.jspecify.annotations.NullMarked;

/**
 * Time, timers and the single-writer loop that owns all protocol state of one endpoint.
 *
 * <p>Layer 0. Thread rule: everything here runs on the loop's thread, except {@link
 * org.offhook.loop.Loop#execute}, {@link org.offhook.loop.UserThreads} and {@link
 * org.offhook.loop.Signal}, which say so.
 */
@NullMarked
package org.offhook.loop;

import org.jspecify.annotations.NullMarked;

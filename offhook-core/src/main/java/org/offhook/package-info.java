/**
 * The API: endpoints, calls, registrations, requests and their events.
 *
 * <p>Layer 8, the top. Thread rule: every public method may be called from any thread and takes no
 * lock; a verb checks its arguments on the caller's thread, hands a command to the endpoint's loop
 * and returns at once. User code runs on user threads, never on the loop.
 */
@NullMarked
package org.offhook;

import org.jspecify.annotations.NullMarked;

/**
 * The simulated world: clock, network, host names and user threads in the hands of a test, for this
 * project's tests and for those of applications.
 *
 * <p>Thread rule: a world belongs to the thread that made it; loops run on whichever thread drives
 * it, user threads one at a time.
 */
@NullMarked
package org.offhook.testkit;

import org.jspecify.annotations.NullMarked;

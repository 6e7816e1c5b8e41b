/**
 * Mixed traffic over real sockets for a long time, and what is left of it.
 *
 * <p>Thread rule: each lap of the traffic is straight-line code on a virtual thread of its own; the
 * program itself waits on the thread that starts it.
 */
@NullMarked
package org.offhook.lab.soak;

import org.jspecify.annotations.NullMarked;

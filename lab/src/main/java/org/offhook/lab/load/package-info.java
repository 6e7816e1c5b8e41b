/**
 * Load: the same callee on Offhook and on JAIN-SIP, each in a process of its own, driven by SIPp,
 * and what it costs.
 *
 * <p>Thread rule: a program runs on the thread that starts it; the callees have the threads of
 * their stacks.
 */
@NullMarked
package org.offhook.lab.load;

import org.jspecify.annotations.NullMarked;

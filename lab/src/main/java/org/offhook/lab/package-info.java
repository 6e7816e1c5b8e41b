/**
 * The laboratory: programs that measure Offhook or keep its records; {@code ./offhook-lab NAME}
 * runs one.
 *
 * <p>Thread rule: each program is on its own, on the thread that starts it.
 */
@NullMarked
package org.offhook.lab;

import org.jspecify.annotations.NullMarked;

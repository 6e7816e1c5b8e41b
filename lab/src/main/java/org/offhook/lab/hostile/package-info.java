/**
 * Worlds that are too large for each build.
 *
 * <p>Thread rule: the program runs on the thread that starts it.
 */
@NullMarked
package org.offhook.lab.hostile;

import org.jspecify.annotations.NullMarked;

/**
 * Fuzzing: targets that take any bytes, what must hold of each, and the programs that feed them.
 *
 * <p>Thread rule: a target belongs to one thread at a time.
 */
@NullMarked
package org.offhook.lab.fuzz;

import org.jspecify.annotations.NullMarked;

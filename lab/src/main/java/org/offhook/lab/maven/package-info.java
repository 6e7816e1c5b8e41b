/**
 * Runs the project's own tests by Maven, for programs that play them at another size.
 *
 * <p>Thread rule: the program runs on the thread that starts it.
 */
@NullMarked
package org.offhook.lab.maven;

import org.jspecify.annotations.NullMarked;

/** Runs the project's own tests by Maven, for programs that play them at another size. */
@NullMarked
package org.offhook.lab.maven;

import org.jspecify.annotations.NullMarked;

/** Whole applications, each in one file, in straight-line code on user threads. */
@NullMarked
package org.offhook.examples;

import org.jspecify.annotations.NullMarked;

/**
 * Whole applications, each in one file: on the API in straight-line code on user threads, and
 * {@code KeyboardCallee}, {@code PlainCaller} and {@code RegistrarClient} by the names of eXosip2's
 * Python binding.
 */
@NullMarked
package org.offhook.examples;

import org.jspecify.annotations.NullMarked;

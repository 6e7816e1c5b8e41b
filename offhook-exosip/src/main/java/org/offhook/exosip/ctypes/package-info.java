/**
 * The names of exosip2ctypes, the Python binding of eXosip2, for programs that are ported from it:
 * a context with a loop of its own, and messages that know how they are sent. A thin layer on
 * {@link org.offhook.exosip}; begin at {@link org.offhook.exosip.ctypes.Context}.
 *
 * <p>Thread rule: a context and its lock may be used on any thread; a message belongs to one thread
 * at a time.
 */
@NullMarked
package org.offhook.exosip.ctypes;

import org.jspecify.annotations.NullMarked;

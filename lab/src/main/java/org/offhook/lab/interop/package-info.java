/**
 * Interoperation: runs the tests against real peers alone, as often as asked.
 *
 * <p>Thread rule: the program runs on the thread that starts it.
 */
@NullMarked
package org.offhook.lab.interop;

import org.jspecify.annotations.NullMarked;

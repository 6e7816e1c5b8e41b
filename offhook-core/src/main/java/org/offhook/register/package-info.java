/**
 * Registrations of the user agent: RFC 3261 §10.
 *
 * <p>Layer 7. Thread rule: everything belongs to the loop's thread; plans and outcomes are values
 * for any thread.
 */
@NullMarked
package org.offhook.register;

import org.jspecify.annotations.NullMarked;

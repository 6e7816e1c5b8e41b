/**
 * Requests that stand for themselves: OPTIONS (RFC 3261 §11), MESSAGE (RFC 3428) and any other
 * method, sent and received, outside dialogs or inside.
 *
 * <p>Layer 7. Thread rule: everything belongs to the loop's thread.
 */
@NullMarked
package org.offhook.request;

import org.jspecify.annotations.NullMarked;

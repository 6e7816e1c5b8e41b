/**
 * Transactions: the four machines of RFC 3261 §17 with the corrections of RFC 6026 and RFC 4320,
 * and the tables that find them.
 *
 * <p>Layer 4. Thread rule: everything runs on the endpoint's loop.
 */
@NullMarked
package org.offhook.transaction;

import org.jspecify.annotations.NullMarked;

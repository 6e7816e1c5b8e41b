/**
 * Locating the next server of a request: RFC 3263.
 *
 * <p>Layer 2. Thread rule: everything runs on the endpoint's loop.
 */
@NullMarked
package org.offhook.dns;

import org.jspecify.annotations.NullMarked;

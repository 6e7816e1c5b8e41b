/**
 * A small registrar and stateful proxy (RFC 3261 §10.3, §16) for demonstrations, tests and
 * laboratories, on the transaction service of the core.
 *
 * <p>Thread rule: {@link org.offhook.server.SipServer} may be used by any thread; everything behind
 * it runs on the server's loop.
 */
@NullMarked
package org.offhook.server;

import org.jspecify.annotations.NullMarked;

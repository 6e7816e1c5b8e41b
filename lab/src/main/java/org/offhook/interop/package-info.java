/**
 * Interoperation with real peers (SIPp, Kamailio, baresip, linphone) and with peers that misbehave,
 * over real sockets on loopback. What plays a SIPp scenario is here, for the tests, which play each
 * once, and for {@link org.offhook.interop.ScenariosProgram}, which plays it in numbers. Each
 * starts what it needs and ends it by its process id.
 *
 * <p>Thread rule: any thread; each call of an endpoint has a virtual thread of its own.
 */
@NullMarked
package org.offhook.interop;

import org.jspecify.annotations.NullMarked;

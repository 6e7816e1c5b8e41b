/**
 * Interoperation with real peers (SIPp, Kamailio, baresip, linphone) and with peers that misbehave,
 * over real sockets on loopback. Each test starts what it needs and ends it by its process id.
 */
@NullMarked
package org.offhook.interop;

import org.jspecify.annotations.NullMarked;

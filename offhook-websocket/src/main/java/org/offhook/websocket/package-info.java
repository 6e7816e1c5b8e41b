/**
 * SIP over WebSocket: RFC 7118 on RFC 6455, as a layer between a connection and SIP.
 *
 * <p>Beside the core, on its {@link org.offhook.net.StreamLayer} seam: it is fed bytes and opens
 * neither sockets nor threads. Thread rule: everything runs on the endpoint's loop.
 */
@NullMarked
package org.offhook.websocket;

import org.jspecify.annotations.NullMarked;

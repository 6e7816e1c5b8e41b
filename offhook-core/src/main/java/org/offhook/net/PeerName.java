package org.offhook.net;

import java.net.InetSocketAddress;

/**
 * Who a connection is opened to: what a {@link StreamLayer} checks and says.
 *
 * @param domain the host of the URI before it was looked up: the identity that a certificate must
 *     show (RFC 5922 §7), the name in SNI and Host; a numeric address where there was no name
 * @param address where the connection goes
 */
public record PeerName(String domain, InetSocketAddress address) {}

package org.offhook.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.Located;
import org.offhook.dns.NextHop;
import org.offhook.loop.Loop;
import org.offhook.message.SipUri;
import org.offhook.message.Via;
import org.offhook.net.InvalidHost;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * The way of the responses to one request (RFC 3261 §18.2.2, RFC 3581 §4, RFC 3263 §5): the
 * connection or UDP socket it came by, else a new connection to where its sender listens. Keeps
 * nothing of the request but the sent-by of its top Via.
 */
public final class ResponsePath {

  private final TransportLayer layer;
  private Flow flow;
  private final @Nullable String host;
  private final int port;

  private ResponsePath(TransportLayer layer, Flow flow, @Nullable String host, int port) {
    this.layer = layer;
    this.flow = flow;
    this.host = host;
    this.port = port;
  }

  /** The path for a request with this top Via, stamped already, that came by {@code arrived}. */
  static ResponsePath of(TransportLayer layer, Via via, Flow arrived) {
    if (arrived instanceof DatagramFlow datagram) {
      return new ResponsePath(layer, datagramTarget(via, datagram, layer.loop()), null, 0);
    }
    return new ResponsePath(layer, arrived, via.host(), via.port().orElse(-1));
  }

  /** The socket and address that a response over UDP takes. */
  static Flow datagramTarget(Via via, DatagramFlow arrived, Loop loop) {
    var maddr = via.params().get("maddr");
    InetAddress target = maddr.isEmpty() ? null : IpLiteral.parse(maddr.get());
    InetSocketAddress source = arrived.remote();
    if (target == null) {
      if (via.hasRport()) {
        return arrived;
      }
      target = source.getAddress();
    } else if (target.isMulticastAddress() || isBroadcast(target)) {
      return new DeadFlow(
          loop, TransportKind.UDP, source, "no response is sent to a group of hosts: " + target);
    }
    int port = via.port().orElse(TransportKind.UDP.defaultPort());
    if (port == source.getPort() && target.equals(source.getAddress())) {
      return arrived;
    }
    return new DatagramFlow(arrived.listener(), new InetSocketAddress(target, port));
  }

  private static boolean isBroadcast(InetAddress address) {
    for (byte b : address.getAddress()) {
      if (b != -1) {
        return false;
      }
    }
    return true;
  }

  /** The flow that the next response takes. */
  public Flow flow() {
    return flow;
  }

  /** The request was repeated by this flow: responses take it from now on if it is a connection. */
  public void arrivedAgain(Flow again) {
    if (flow.isConnection()) {
      flow = again;
    }
  }

  /**
   * Sends a response; {@code listener} is told when every way has failed.
   *
   * @param response must not change afterwards
   */
  public void send(byte[] response, SendListener listener) {
    if (!flow.isConnection()) {
      flow.send(response, listener);
    } else if (flow.isAlive()) {
      flow.send(response, reason -> reconnect(response, listener));
    } else {
      reconnect(response, listener);
    }
  }

  /**
   * The connection is gone: open one to received, at the port of sent-by. A WebSocket client cannot
   * be connected to; it may have opened another one (RFC 7118 §5).
   */
  private void reconnect(byte[] response, SendListener listener) {
    if (host != null && InvalidHost.is(host)) {
      resolve(response, listener, "the connection of " + host + " is gone");
      return;
    }
    var kind = flow.kind();
    InetAddress address = flow.remote().getAddress();
    var remote = new InetSocketAddress(address, port > 0 ? port : kind.defaultPort());
    flow = layer.flowTo(new NextHop(kind, remote, host != null ? host : remote.getHostString()));
    flow.send(response, reason -> resolve(response, listener, reason));
  }

  /** That failed too: look the name in sent-by up (RFC 3263 §5). */
  private void resolve(byte[] response, SendListener listener, String reason) {
    if (host == null || IpLiteral.parse(host) != null) {
      listener.sendFailed(reason);
      return;
    }
    var uri =
        SipUri.parse(
            "sip:" + host + (port > 0 ? ":" + port : "") + ";transport=" + flow.kind().uriToken());
    layer
        .locator()
        .locate(
            uri,
            false,
            located -> {
              switch (located) {
                case Located.Found found -> tryNext(response, listener, found.hops(), reason);
                case Located.Failed failed -> listener.sendFailed(failed.reason());
              }
            });
  }

  private void tryNext(
      byte[] response, SendListener listener, List<NextHop> hops, String lastReason) {
    Iterator<NextHop> rest = hops.iterator();
    new SendListener() {
      @Override
      public void sendFailed(String reason) {
        if (rest.hasNext()) {
          flow = layer.flowTo(rest.next());
          flow.send(response, this);
        } else {
          listener.sendFailed(reason);
        }
      }
    }.sendFailed(lastReason);
  }
}

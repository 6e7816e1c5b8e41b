package org.offhook.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testkit.SimWorld;

/**
 * A server for example.com at 10.0.0.9, by WebSocket at port 80 and by UDP, and people around it.
 */
final class WebSocketSite implements AutoCloseable {

  static final SessionDescription ALICE =
      SessionDescription.audio("10.0.0.1", 40000, RtpMap.PCMU, RtpMap.PCMA);
  static final SessionDescription BOB = SessionDescription.audio("10.0.0.2", 50000, RtpMap.PCMU);

  final SimWorld world;
  final SipServer server;
  private final List<Endpoint> endpoints = new ArrayList<>();

  WebSocketSite(SimWorld world) throws InterruptedException {
    this.world = world;
    var host = world.host("server", "10.0.0.9");
    world.network().name("example.com", "10.0.0.9");
    server =
        SipServer.start(
            SipServerOptions.builder()
                .host(host)
                .listen(Listen.ws("10.0.0.9", 80), Listen.sip("10.0.0.9", 5060))
                .domain("example.com")
                .user("alice", "secret")
                .user("bob", "secret")
                .authenticate(Authenticate.ALL)
                .build());
  }

  /** A client of WebSocket: it listens nowhere. */
  Endpoint client(String user, String address) throws InterruptedException {
    return endpoint(user, address, "ws", options -> options);
  }

  Endpoint phone(String user, String address) throws InterruptedException {
    return endpoint(user, address, "udp", options -> options.listen(Listen.udp(address, 5060)));
  }

  private Endpoint endpoint(
      String user, String address, String transport, UnaryOperator<EndpointOptions.Builder> change)
      throws InterruptedException {
    var options =
        EndpointOptions.builder()
            .host(world.host(user, address))
            .aor("sip:" + user + "@example.com")
            .credentials(user, "secret")
            .outboundProxy("sip:example.com;transport=" + transport + ";lr");
    var endpoint = Endpoint.start(change.apply(options).build());
    endpoints.add(endpoint);
    return endpoint;
  }

  /** The lines of the transcript that begin messages with this start. */
  List<String> lines(String part) {
    return world.log().lines().stream().filter(line -> line.contains(part)).toList();
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
    server.close();
  }
}

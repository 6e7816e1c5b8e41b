package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/** A server for example.com at 10.0.0.9 and endpoints around it. */
final class Site implements AutoCloseable {

  static final SessionDescription ALICE =
      SessionDescription.audio("10.0.0.1", 40000, RtpMap.PCMU, RtpMap.PCMA);
  static final SessionDescription BOB = SessionDescription.audio("10.0.0.2", 50000, RtpMap.PCMU);

  final SimWorld world;
  final SimHost host;
  final SipServer server;
  private final List<Endpoint> endpoints = new ArrayList<>();

  Site(SimWorld world) throws InterruptedException {
    this(world, options -> options);
  }

  Site(SimWorld world, UnaryOperator<SipServerOptions.Builder> change) throws InterruptedException {
    this.world = world;
    host = world.host("proxy", "10.0.0.9");
    world.network().name("example.com", "10.0.0.9");
    server =
        SipServer.start(
            change
                .apply(
                    SipServerOptions.builder()
                        .host(host)
                        .listen(Listen.sip("10.0.0.9", 5060))
                        .domain("example.com")
                        .user("alice", "secret-a")
                        .user("bob", "secret-b")
                        .user("carol", "secret-c"))
                .build());
  }

  static SipServerOptions.Builder strict(SipServerOptions.Builder options) {
    return options.authenticate(Authenticate.ALL);
  }

  /** An endpoint with the right password; its registrations use {@code transport}. */
  Endpoint endpoint(String user, String address, String transport) throws InterruptedException {
    return endpoint(user, user, address, transport);
  }

  Endpoint endpoint(String name, String user, String address, String transport)
      throws InterruptedException {
    var endpoint =
        Endpoint.start(
            EndpointOptions.builder()
                .host(world.host(name, address))
                .listen(Listen.sip(address, 5060))
                .aor("sip:" + user + "@example.com")
                .credentials(user, "secret-" + user.charAt(0))
                .outboundProxy("sip:10.0.0.9;transport=" + transport + ";lr")
                .build());
    endpoints.add(endpoint);
    return endpoint;
  }

  Endpoint registered(String user, String address, String transport) throws InterruptedException {
    var endpoint = endpoint(user, address, transport);
    endpoint.register(RegistrationOptions.at("sip:example.com")).outcome().awaitOk();
    return endpoint;
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
    server.close();
  }
}

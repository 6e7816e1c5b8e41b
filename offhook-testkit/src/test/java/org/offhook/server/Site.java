package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.net.TransportKind;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.ScriptedPeer;
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
  private final List<ScriptedPeer> phones = new ArrayList<>();

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

  /** A scripted peer that is registered as a user; its dialogs go on from where they are. */
  ScriptedPeer phone(String name, String user, String address) {
    return phone(name, user, address, TransportKind.UDP, "");
  }

  ScriptedPeer phone(
      String name, String user, String address, TransportKind kind, String contactParams) {
    var phone = ScriptedPeer.on(world.host(name, address)).over(kind);
    phones.add(phone);
    String transport = kind == TransportKind.TCP ? ";transport=tcp" : "";
    String contact = "<sip:" + name + "@" + address + ":5060" + transport + ">" + contactParams;
    phone
        .identity("sip:" + user + "@example.com")
        .towards("10.0.0.9", 5060)
        .begin(
            "REGISTER",
            "sip:example.com",
            request ->
                request
                    .set(HeaderName.TO, NameAddr.parse("<sip:" + user + "@example.com>"))
                    .set(HeaderName.CONTACT, Contact.parse(contact)))
        .expect(200);
    return phone;
  }

  /** A scripted peer that sends by the proxy, not registered. */
  ScriptedPeer caller() {
    var caller = ScriptedPeer.on(world.host("caller", "10.0.0.1"));
    phones.add(caller);
    return caller.identity("sip:caller@elsewhere.example").towards("10.0.0.9", 5060);
  }

  @Override
  public void close() {
    phones.forEach(ScriptedPeer::close);
    endpoints.forEach(Endpoint::close);
    server.close();
  }
}

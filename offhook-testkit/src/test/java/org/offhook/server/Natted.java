package org.offhook.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.SipEvent;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.SimNat;
import org.offhook.testkit.SimWorld;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** A server for example.com at 203.0.113.9, alice behind a NAT at 198.51.100.1, bob in the open. */
final class Natted implements AutoCloseable {

  static final String INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  static final SessionDescription SDP =
      SessionDescription.audio("203.0.113.50", 40000, RtpMap.PCMU);

  final SimWorld world;
  final SimNat nat;
  final SipServer server;
  final List<SipRequest> arrived = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();

  Natted(SimWorld world, UnaryOperator<SipServerOptions.Builder> change)
      throws InterruptedException {
    this.world = world;
    nat = world.nat("198.51.100.1");
    world.network().name("example.com", "203.0.113.9");
    server =
        SipServer.start(
            change
                .apply(
                    SipServerOptions.builder()
                        .host(world.host("server", "203.0.113.9"))
                        .listen(Listen.sip("203.0.113.9", 5060))
                        .domain("example.com")
                        .user("alice", "secret")
                        .user("bob", "secret"))
                .build());
    server.tap(
        new WireTap() {
          @Override
          public void received(Flow flow, byte[] message, long nanos) {
            if (parsed(message) instanceof SipRequest request) {
              arrived.add(request);
            }
          }

          @Override
          public void sent(Flow flow, byte[] message, long nanos) {}
        });
  }

  static @Nullable SipMessage parsed(byte[] message) {
    return MessageParser.parse(message) instanceof ParseResult.Parsed parsed
        ? parsed.message()
        : null;
  }

  /** Alice behind the NAT. */
  Endpoint alice(UnaryOperator<EndpointOptions.Builder> change) throws InterruptedException {
    var host = nat.host("alice", "192.168.0.10");
    return add(
        change
            .apply(
                EndpointOptions.builder()
                    .host(host)
                    .listen(Listen.sip("192.168.0.10", 5060))
                    .aor("sip:alice@example.com")
                    .credentials("alice", "secret"))
            .build());
  }

  /** Bob, registered, with a public address. */
  Endpoint bob() throws InterruptedException {
    var bob =
        add(
            EndpointOptions.builder()
                .host(world.host("bob", "203.0.113.50"))
                .listen(Listen.sip("203.0.113.50", 5060))
                .aor("sip:bob@example.com")
                .credentials("bob", "secret")
                .build());
    bob.register("sip:example.com").awaitOk();
    return bob;
  }

  private Endpoint add(EndpointOptions options) throws InterruptedException {
    var endpoint = Endpoint.start(options);
    endpoints.add(endpoint);
    return endpoint;
  }

  /** The requests of this method that arrived at the server. */
  List<SipRequest> arrived(String method) {
    return arrived.stream().filter(one -> one.method().name().equals(method)).toList();
  }

  List<String> contacts(String user) throws InterruptedException {
    return server.bindings(user).stream().map(one -> one.contact().uri().toString()).toList();
  }

  /** Alice answers whatever comes. */
  static void answering(Endpoint endpoint) {
    endpoint.onCall(
        call -> {
          call.answer(SessionDescription.audio("192.168.0.10", 30000, RtpMap.PCMU)).awaitOk();
          call.ended().await();
        });
  }

  /** Calls alice by the server; the call that was established. */
  static Call reach(Endpoint caller) throws InterruptedException {
    var call = caller.call("sip:alice@example.com", SDP);
    call.outcome().awaitOk();
    return call;
  }

  /** The next event that fits. */
  static SipEvent event(Endpoint endpoint, Predicate<SipEvent> fits) throws InterruptedException {
    while (true) {
      var event = endpoint.events().take();
      if (fits.test(event)) {
        return event;
      }
    }
  }

  static Duration minutes(long count) {
    return Duration.ofMinutes(count);
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
    server.close();
  }
}

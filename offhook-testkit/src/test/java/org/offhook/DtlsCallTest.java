package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.HeaderName;
import org.offhook.net.DtlsCertificates;
import org.offhook.net.TransportKind;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Registrations and calls by DTLS, as a program does them. */
@ExtendWith(SimWorldExtension.class)
class DtlsCallTest {

  private static Endpoint endpoint(SimWorld world, String name, String address)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, address))
            .listen(Listen.dtls(address, 5061))
            .aor("sip:" + name + "@sip.example")
            .outboundProxy("sip:sip.example;transport=dtls-udp;lr")
            .tls(DtlsCertificates.settings(name))
            .build());
  }

  private static SipServer server(SimWorld world) throws InterruptedException {
    world.network().name("sip.example", "10.0.0.9");
    return SipServer.start(
        SipServerOptions.builder()
            .host(world.host("registrar", "10.0.0.9"))
            .listen(Listen.dtls("10.0.0.9", 5061))
            .domain("sip.example")
            .tls(DtlsCertificates.settings("registrar"))
            .build());
  }

  /** Both register, alice calls bob, talks for a second and hangs up; how it ended. */
  private static String registerAndCall(SimWorld world) throws Exception {
    try (var server = server(world);
        var alice = endpoint(world, "alice", "10.0.0.1");
        var bob = endpoint(world, "bob", "10.0.0.2")) {
      assertThat(server.listening()).allMatch(one -> one.kind() == TransportKind.DTLS);
      var ends = new ArrayList<CallEnd.Cause>();
      bob.onCall(
          call -> {
            call.answer(Phone.SDP).await();
            ends.add(call.ended().await().cause());
          });
      alice.register("sip:sip.example").outcome().awaitOk();
      bob.register("sip:sip.example").outcome().awaitOk();
      var call = alice.call("sip:bob@sip.example", Scene.SDP);
      call.outcome().awaitOk();
      alice.sleep(Duration.ofSeconds(1));
      call.hangUp().await();
      alice.sleep(Duration.ofSeconds(10));
      return ends.toString();
    }
  }

  @Test
  @Rfc("NET-45")
  @EndsQuiet
  void twoEndpointsRegisterAndCallEachOther(SimWorld world) throws Exception {
    var ended = new ArrayList<String>();
    world.run(() -> ended.add(registerAndCall(world)));
    assertThat(ended).containsExactly("[REMOTE_HANG_UP]");
    assertThat(world.log().lines()).noneMatch(line -> line.contains("SIP/2.0"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneDatagramInFiveMayBeLost(long seed) throws Exception {
    try (var world = new SimWorld(seed)) {
      world.network().all().loss(0.2);
      var ended = new ArrayList<String>();
      world.run(() -> ended.add(registerAndCall(world)));
      assertThat(ended).containsExactly("[REMOTE_HANG_UP]");
    }
  }

  // handshakes, registrations, call: one datagram is lost, every fifth of them in its turn
  @Test
  void anyDatagramMayBeLost() throws Exception {
    int datagrams = 1;
    for (int n = 0; n < datagrams; n += 5) {
      int losing = n;
      var sent = new AtomicInteger();
      try (var world = new SimWorld(1)) {
        world.network().all().dropIf(packet -> sent.getAndIncrement() == losing);
        var ended = new ArrayList<String>();
        world.run(() -> ended.add(registerAndCall(world)));
        assertThat(ended).as("datagram %d", n).containsExactly("[REMOTE_HANG_UP]");
        datagrams = Math.min(sent.get() - 1, 60);
      }
    }
    assertThat(datagrams).isGreaterThan(30);
  }

  @Test
  @Rfc("NET-45")
  @EndsQuiet
  void contactAndViaNameDtlsAndItsPort(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = endpoint(world, "alice", "10.0.0.1");
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            world.network().name("bob.example", "10.0.0.2");
            var calls = new ArrayList<IncomingCall>();
            bob.onCall(
                call -> {
                  calls.add(call);
                  call.answer(Phone.SDP).await();
                });
            var call =
                alice.call(
                    CallOptions.to("sip:bob@bob.example;transport=dtls-udp")
                        .nextHop("sip:bob.example;transport=dtls-udp")
                        .offer(Scene.SDP));
            call.outcome().awaitOk();
            var invite = calls.getFirst().request();
            assertThat(invite.topVia().transport()).isEqualTo("DTLS-UDP");
            assertThat(invite.topVia().port()).hasValue(5061);
            assertThat(invite.headers().get(HeaderName.CONTACT).orElseThrow().toString())
                .contains("10.0.0.1:5061;transport=dtls-udp");
            call.hangUp().await();
          }
        });
  }

  @Test
  @EndsQuiet
  void aSilentPlaceIsLeftForTheNextOne(SimWorld world) throws Exception {
    world.host("nobody", "10.0.0.7");
    world.network().name("bob.example", "10.0.0.7", "10.0.0.2");
    world.run(
        () -> {
          try (var alice =
                  Endpoint.start(
                      EndpointOptions.builder()
                          .host(world.host("alice", "10.0.0.1"))
                          .aor("sip:alice@alice.example")
                          .tls(DtlsCertificates.settings("alice"))
                          .build());
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            assertThat(bob.listening()).hasSize(1);
            var ping = alice.options("sip:bob.example;transport=dtls-udp").await();
            assertThat(ping.isOk()).isTrue();
            assertThat(world.now()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(17));
          }
        });
  }
}

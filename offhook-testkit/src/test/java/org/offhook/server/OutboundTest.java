package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.server.Natted.minutes;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Endpoint;
import org.offhook.Listen;
import org.offhook.RegistrationEvent;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;
import org.offhook.message.HeaderName;
import org.offhook.message.SipUri;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimNat;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Registrations with outbound (RFC 5626) from behind a NAT. */
@ExtendWith(SimWorldExtension.class)
class OutboundTest {

  private static RegistrationOptions outbound(String... proxies) {
    return RegistrationOptions.at("sip:example.com").instance(Natted.INSTANCE).outbound(proxies);
  }

  private static RegistrationOutcome.Registered registered(
      Endpoint alice, RegistrationOptions wanted) throws InterruptedException {
    return (RegistrationOutcome.Registered) alice.register(wanted).outcome().awaitOk();
  }

  @Test
  @EndsQuiet
  @Rfc({"REG-16", "REG-17"})
  void theContactHasInstanceAndNumberAndTheAnswerSwitchesOutboundOn(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o);
            var up = registered(alice, outbound());
            assertThat(up.outbound()).isTrue();
            alice.sleep(Duration.ofSeconds(70));
            var register = site.arrived("REGISTER").getFirst();
            assertThat(register.headers().all(HeaderName.SUPPORTED))
                .containsExactly("path", "outbound");
            assertThat(register.headers().get(HeaderName.CONTACT).orElseThrow())
                .hasToString(
                    "<sip:alice@192.168.0.10:5060>;+sip.instance=\"<"
                        + Natted.INSTANCE
                        + ">\";reg-id=1");
            // The address is private and may stay so: the flow is what counts.
            assertThat(site.arrived("REGISTER")).hasSize(1);
          }
        });
  }

  // the end of an endpoint's own sockets is no lost flow: nothing is sent, least of all by TCP
  @Test
  void aBindingThatIsKeptIsNotRenewedByClosing(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o);
            registered(alice, outbound().keepOnClose());
            var bob = site.bob();
            int before = site.arrived("REGISTER").size();
            alice.close();
            bob.sleep(Duration.ofMinutes(2));
            assertThat(site.arrived("REGISTER")).hasSize(before);
            assertThat(site.contacts("alice")).hasSize(1);
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("REG-17")
  void withoutTheRegistrarsConsentItIsAnOrdinaryRegistration(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o.outbound(false))) {
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            assertThat(registered(alice, outbound()).outbound()).isFalse();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20000");
            var bob = site.bob();
            Natted.reach(bob).hangUp().await();
            var call = alice.call("sip:bob@203.0.113.50", Natted.SDP);
            alice.sleep(Duration.ofSeconds(1));
            call.hangUp();
            assertThat(site.contacts("alice")).hasSize(1);
          }
        });
  }

  /**
   *
   *
   * <pre>
   * alice          NAT          server          bob
   *   |-- REGISTER, outbound ----->|              |
   *   |<------------ INVITE -------|<-- INVITE ---|   by the flow
   *   |------------- 200, ob ----->|---- 200 ---->|
   *   |<------------- BYE ---------|<---- BYE ----|   by the flow too, named in Record-Route
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"udp,SYMMETRIC", "tcp,SYMMETRIC", "udp,PORT_RESTRICTED"})
  @EndsQuiet
  @Rfc({"REG-19", "REG-20"})
  void callsInBothDirectionsStayOnTheFlow(String transport, SimNat.Kind kind, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            site.nat.kind(kind).lifetime(Duration.ofSeconds(31));
            var alice = site.alice(o -> o.outboundProxy("sip:203.0.113.9;transport=" + transport));
            Natted.answering(alice);
            registered(alice, outbound());
            var bob = site.bob();
            alice.sleep(minutes(10));
            var in = Natted.reach(bob);
            bob.sleep(minutes(2));
            assertThat(in.hold().await().isOk()).isTrue();
            assertThat(in.hangUp().await().isOk()).isTrue();

            bob.onCall(
                call -> {
                  call.answer(Natted.SDP).awaitOk();
                  bob.sleep(minutes(2));
                  assertThat(call.hold().await().isOk()).isTrue();
                  call.hangUp().await();
                });
            var out = alice.call("sip:bob@example.com", Natted.SDP);
            out.outcome().awaitOk();
            assertThat(out.ended().await().cause().name()).isEqualTo("REMOTE_HANG_UP");
            var invite = site.arrived("INVITE").getLast();
            assertThat(site.arrived("INVITE").stream())
                .filteredOn(one -> one.from().uri().toString().startsWith("sip:alice"))
                .allSatisfy(
                    one ->
                        assertThat(one.headers().get(HeaderName.CONTACT).orElseThrow().uri())
                            .isInstanceOfSatisfying(
                                SipUri.class, uri -> assertThat(uri.params().has("ob")).isTrue()));
            assertThat(invite).isNotNull();
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc({"REG-20", "NET-32"})
  void theFlowTimerOfTheAnswerSetsThePaceOfThePings(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o.flowTimer(Duration.ofSeconds(10)))) {
            site.nat.lifetime(Duration.ofSeconds(11));
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            registered(alice, outbound());
            var bob = site.bob();
            for (int i = 0; i < 20; i++) {
              alice.sleep(Duration.ofSeconds(61 + i));
              Natted.reach(bob).hangUp().await();
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @Rfc({"REG-21", "REG-22"})
  void aFlowThatDiesIsNoticedAndMadeAnew(String transport, SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o.outboundProxy("sip:203.0.113.9;transport=" + transport));
            Natted.answering(alice);
            registered(alice, outbound());
            alice.sleep(minutes(5));
            site.nat.moveBindings();
            // At most 120 s to the next ping of a connection, 10 s for its pong.
            alice.sleep(Duration.ofSeconds(131));
            Natted.reach(site.bob()).hangUp().await();
            assertThat(site.server.bindings("alice")).hasSize(1);
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("REG-22")
  void aConnectionThatBreaksIsReplacedAtOnceAlsoWithoutOutbound(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o.outboundProxy("sip:203.0.113.9;transport=tcp"));
            Natted.answering(alice);
            alice.register("sip:example.com").awaitOk();
            alice.sleep(minutes(5));
            world.network().breakConnections(host(world, "alice"), host(world, "server"));
            Natted.event(alice, RegistrationEvent.FlowLost.class::isInstance);
            alice.sleep(Duration.ofSeconds(1));
            Natted.reach(site.bob()).hangUp().await();
          }
        });
  }

  private static org.offhook.testkit.SimHost host(SimWorld world, String name) {
    return world.hosts().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private static SipServer edge(SimWorld world, String name, String address)
      throws InterruptedException {
    return SipServer.start(
        SipServerOptions.builder()
            .host(world.host(name, address))
            .listen(Listen.sip(address, 5060))
            .domain(name + ".example")
            .build());
  }

  /**
   *
   *
   * <pre>
   * alice       edge 1   edge 2        server          bob
   *   |-- REGISTER reg-id=1 ---------->|               |
   *   |------- REGISTER reg-id=2 ----->|               |
   *   |                                |<-- INVITE ----|
   *   |<--------------------- one of the flows, the other if that fails
   * </pre>
   */
  @Test
  @Rfc({"REG-18", "REG-16", "REG-14"})
  void twoProxiesAreTwoFlowsAndOneOfThemSuffices(SimWorld world) throws Exception {
    world.run(
        () -> {
          var first = edge(world, "edge1", "203.0.113.11");
          var second = edge(world, "edge2", "203.0.113.12");
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            var up =
                registered(
                    alice,
                    outbound("sip:203.0.113.11;transport=tcp", "sip:203.0.113.12;transport=tcp"));
            assertThat(up.path()).hasSize(1);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(site.server.bindings("alice"))
                .extracting(one -> one.contact().params().get("reg-id").orElse(""))
                .containsExactlyInAnyOrder("1", "2");
            var bob = site.bob();
            Natted.reach(bob).hangUp().await();

            first.close();
            Natted.event(alice, RegistrationEvent.FlowLost.class::isInstance);
            Natted.event(alice, RegistrationEvent.FlowFailed.class::isInstance);
            Natted.reach(bob).hangUp().await();
            var out = alice.call("sip:bob@example.com", Natted.SDP);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(out.hangUp().await()).isNotNull();
            assertThat(site.arrived("INVITE").getLast().headers().all(HeaderName.VIA))
                .extracting(via -> via.host())
                .contains("203.0.113.12");
            assertThat(List.of(up.bindings())).isNotEmpty();
          } finally {
            second.close();
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("REG-17")
  void aFirstHopWithoutOutboundIsRegisteredThroughWithoutIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o);
              var plain = org.offhook.testkit.ScriptedPeer.on(world.host("p", "203.0.113.20"))) {
            var alice = site.alice(o -> o.outboundProxy("sip:203.0.113.20"));
            var registration = alice.register(outbound());
            plain
                .expect("REGISTER")
                .header("Supported", value -> assertThat(value).contains("outbound"))
                .reply(439)
                .expect("REGISTER")
                .header("Supported", value -> assertThat(value).isEqualTo("path"))
                .header("Contact", value -> assertThat(value).doesNotContain("reg-id"))
                .reply(
                    200,
                    ok ->
                        ok.copy(plain.request().headers(), HeaderName.CONTACT)
                            .raw("Expires", "60"));
            plain.ignore("REGISTER");
            assertThat(registration.outcome().await().isOk()).isTrue();
            registration.unregister();
            plain.patience(Duration.ofSeconds(1));
          }
        });
  }
}

package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.server.Natted.minutes;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.EndpointEvent;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;
import org.offhook.message.HeaderName;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimNat;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.KeepAlivePolicy;
import org.offhook.transport.NatPolicy;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** An endpoint behind a NAT, registered without outbound, stays reachable. */
@ExtendWith(SimWorldExtension.class)
class BehindNatTest {

  /**
   *
   *
   * <pre>
   * alice            NAT              server
   *   |-- REGISTER 192.168.0.10:5060 -->|
   *   |<-- 401, Via ;received;rport ----|
   *   |-- REGISTER 198.51.100.1:20000 ->|
   *   |<------------- 200 --------------|
   * </pre>
   */
  @Test
  @EndsQuiet
  @Rfc("NET-36")
  void theSecondRegisterAfterAChallengeShowsTheAddressThatTheFirstSeemedToComeFrom(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o.authenticate(Authenticate.REGISTER))) {
            var alice = site.alice(o -> o);
            alice.register("sip:example.com").awaitOk();
            alice.sleep(Duration.ofSeconds(2));
            assertThat(site.arrived("REGISTER")).hasSize(2);
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20000");
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc({"NET-36", "REG-11"})
  void aContactThatTheFirst200ShowsToBeWrongIsReplacedAtOnceAndNotAllTheTime(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            site.nat.kind(SimNat.Kind.SYMMETRIC).lifetime(Duration.ofMillis(500));
            var quiet = KeepAlivePolicy.DEFAULT.withWhen(KeepAlivePolicy.When.ASKED);
            var alice = site.alice(o -> o.nat(NatPolicy.DEFAULT.keepAlive(quiet)));
            var registration = alice.register("sip:example.com");
            registration.awaitOk();
            alice.sleep(Duration.ofMillis(100));
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20000");
            assertThat(site.arrived("REGISTER")).hasSize(2);
            // The binding of the NAT is over: the next 200 shows a wrong Contact once more.
            alice.sleep(Duration.ofSeconds(5));
            registration.refresh().awaitOk();
            alice.sleep(Duration.ofSeconds(54));
            assertThat(site.arrived("REGISTER")).hasSize(3);
            alice.sleep(Duration.ofSeconds(2));
            assertThat(site.arrived("REGISTER")).hasSize(4);
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20001");
          }
        });
  }

  // a connection is opened for another: it has another port, and is reached by that at once
  @Test
  @EndsQuiet
  @Rfc({"NET-36", "NET-28"})
  void aConnectionThatIsReplacedIsRegisteredWithItsOwnPortAtOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            var bob = site.bob();
            alice.register("sip:example.com;transport=tcp").awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            var before = site.contacts("alice");
            alice.resetConnections().await();
            alice.sleep(Duration.ofSeconds(5));
            assertThat(site.contacts("alice"))
                .hasSize(1)
                .doesNotContainAnyElementsOf(before)
                .first()
                .asString()
                .startsWith("sip:alice@198.51.100.1:");
            Natted.reach(bob).hangUp().await();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(SimNat.Kind.class)
  @EndsQuiet
  @Rfc({"NET-33", "NET-36"})
  void callsArriveLongAfterTheNatWouldHaveForgotten(SimNat.Kind kind, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            site.nat.kind(kind).lifetime(Duration.ofSeconds(31));
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            alice.register("sip:example.com").awaitOk();
            var bob = site.bob();
            for (int i = 0; i < 3; i++) {
              alice.sleep(minutes(10));
              Natted.reach(bob).hangUp().await();
            }
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("NET-33")
  void keepAlivesCanBeSwitchedOff(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            site.nat.lifetime(Duration.ofSeconds(31));
            var alice = site.alice(o -> o.automatic(Automatic.KEEP_ALIVE, AutoMode.OFF));
            alice.register("sip:example.com").awaitOk();
            alice.sleep(minutes(5));
            assertThat(
                    site.nat.binding(
                        new InetSocketAddress("192.168.0.10", 5060),
                        new InetSocketAddress("203.0.113.9", 5060)))
                .isEmpty();
          }
        });
  }

  /**
   *
   *
   * <pre>
   * alice          NAT          server
   *   |--- STUN ----|------------->|
   *   |<-- XOR-MAPPED-ADDRESS -----|   another one than before
   *   |--- REGISTER, new Contact ->|
   * </pre>
   */
  @Test
  @EndsQuiet
  @Rfc({"NET-34", "NET-36", "REG-11"})
  void aBindingThatMovesIsNoticedByStunAndRegisteredAnew(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            alice.register("sip:example.com").awaitOk();
            alice.sleep(minutes(5));
            int before = site.arrived("REGISTER").size();
            site.nat.moveBindings();
            Natted.event(
                alice,
                event ->
                    event instanceof EndpointEvent.PublicAddressChanged changed
                        && changed.address().orElse("").equals("198.51.100.1:20001"));
            alice.sleep(Duration.ofSeconds(31));
            assertThat(site.arrived("REGISTER").size()).isGreaterThan(before);
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20001");
            Natted.reach(site.bob()).hangUp().await();
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc({"NET-36", "NET-47"})
  void aFixedPublicAddressIsShownAndCanBeChangedInARunningEndpoint(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o.publicAddress("198.51.100.7:5070"));
            alice.register("sip:example.com").awaitOk();
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.7:5070");
            alice.publicAddress("sip.alice.example");
            alice.sleep(Duration.ofSeconds(1));
            assertThat(site.contacts("alice")).containsExactly("sip:alice@sip.alice.example:5060");
            assertThat(site.arrived("REGISTER").getLast().topVia().host())
                .isEqualTo("sip.alice.example");
            alice.publicAddress(null);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20000");
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("NET-47")
  void aNeighbourSeesTheLocalAddressAndADomainItsOwn(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var policy =
                NatPolicy.DEFAULT
                    .publicAddress("198.51.100.7")
                    .forDomain("other.example", "192.0.2.99:7000");
            var alice = site.alice(o -> o.nat(policy));
            var neighbour = site.nat.host("neighbour", "192.168.0.20");
            try (var peer = org.offhook.testkit.ScriptedPeer.on(neighbour)) {
              alice.call("sip:peer@192.168.0.20", Natted.SDP);
              peer.expect("INVITE")
                  .header("Contact", c -> assertThat(c).contains("alice@192.168.0.10:5060"))
                  .reply(486)
                  .expect("ACK");
              alice.reconfigure(o -> o.nat(policy.always(true)));
              alice.call("sip:peer@192.168.0.20", Natted.SDP);
              peer.expect("INVITE")
                  .header("Contact", c -> assertThat(c).contains("alice@198.51.100.7:5060"))
                  .reply(486)
                  .expect("ACK");
            }
            alice.register(
                RegistrationOptions.at("sip:203.0.113.9").aor("sip:alice@Other.example"));
            alice.register("sip:203.0.113.9").awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(site.arrived("REGISTER"))
                .extracting(one -> one.headers().get(HeaderName.CONTACT).orElseThrow().uri())
                .extracting(Object::toString)
                .containsExactly("sip:alice@192.0.2.99:7000", "sip:alice@198.51.100.7:5060");
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc({"NET-36", "NET-34"})
  void aStunServerTellsTheAddressFromEachSocket(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice =
                site.alice(
                    o -> o.nat(NatPolicy.DEFAULT.learnFromVia(false).stun("203.0.113.9:5060")));
            alice.register("sip:example.com").awaitOk();
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20000");
            assertThat(site.arrived("REGISTER")).hasSize(1);
            assertThat(site.arrived("REGISTER").getFirst().topVia().host())
                .isEqualTo("192.168.0.10");
            site.nat.moveBindings();
            alice.sleep(Duration.ofSeconds(40));
            assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20001");
            assertThat(
                    site.nat.binding(
                        new InetSocketAddress("192.168.0.10", 5060),
                        new InetSocketAddress("203.0.113.9", 5060)))
                .isPresent();
          }
        });
  }

  // alice registers behind the NAT and beyond it: when its binding moves, only beyond it again
  @Test
  @EndsQuiet
  @Rfc({"NET-36", "REG-11"})
  void aBindingThatMovesConcernsNoOtherRegistration(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var near = site.nat.host("near", "192.168.0.9");
            try (var neighbour =
                SipServer.start(
                    SipServerOptions.builder()
                        .host(near)
                        .listen(Listen.sip("192.168.0.9", 5060))
                        .domain("192.168.0.9")
                        .build())) {
              var alice = site.alice(o -> o);
              alice.register("sip:example.com").awaitOk();
              alice
                  .register(RegistrationOptions.at("sip:192.168.0.9").aor("sip:alice@192.168.0.9"))
                  .awaitOk();
              alice.sleep(minutes(5));
              int beyond = site.arrived("REGISTER").size();
              var seen = neighbour.bindings("alice").getFirst();
              site.nat.moveBindings();
              alice.sleep(Duration.ofSeconds(31));
              assertThat(site.arrived("REGISTER")).hasSize(beyond + 1);
              assertThat(site.contacts("alice")).containsExactly("sip:alice@198.51.100.1:20001");
              var still = neighbour.bindings("alice").getFirst();
              assertThat(still.contact()).isEqualTo(seen.contact());
              assertThat(still.expiresIn())
                  .as("nobody renewed it")
                  .isLessThanOrEqualTo(seen.expiresIn().minusSeconds(30));
            }
          }
        });
  }
}

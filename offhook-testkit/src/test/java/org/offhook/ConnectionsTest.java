package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Capabilities;
import org.offhook.ua.SessionTimers;

/** The sockets and connections of whole endpoints: RFC 3261 §18. */
@ExtendWith(SimWorldExtension.class)
class ConnectionsTest {

  private static Endpoint bob(SimWorld world) throws InterruptedException {
    return Scene.endpoint(world, "bob", "10.0.0.2", options -> options);
  }

  private static Endpoint at(
      SimWorld world, Listen where, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    var host =
        world.hosts().stream()
            .filter(one -> one.name().equals("alice"))
            .findFirst()
            .orElseGet(() -> world.host("alice", "10.0.0.1", "10.1.0.1"));
    return Endpoint.start(edit.apply(EndpointOptions.builder().host(host).listen(where)).build());
  }

  private static List<String> listening(Endpoint endpoint) {
    return endpoint.listening().stream().map(Object::toString).toList();
  }

  private static int connections(Endpoint endpoint) throws InterruptedException {
    var parts = endpoint.parts();
    Pending<Integer> counted = parts.pending();
    parts.command(() -> counted.complete(parts.core().transport().connections()));
    return counted.await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:bob@10.0.0.2;transport=tcp", "sip:bob@10.0.0.2"})
  @Rfc("NET-25")
  @EndsQuiet
  void tenRequestsTakeOneConnectionOrNone(String target, SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = bob(world)) {
            var answers = new ArrayList<Pending<RequestOutcome>>();
            for (int i = 0; i < 10; i++) {
              answers.add(alice.options(target));
            }
            for (var answer : answers) {
              answer.awaitOk();
            }
            assertThat(connections(bob)).isEqualTo(target.contains("tcp") ? 1 : 0);
          }
        });
  }

  // INVITE --> 180 <-- | all connections go | 200 <-- by a new one, ACK, hold, message, BYE
  @Test
  @Rfc({"NET-28", "NET-21"})
  @EndsQuiet
  void callsOutliveTheResetOfAllConnections(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = bob(world)) {
            bob.onCall(
                call -> {
                  call.ring();
                  bob.sleep(Duration.ofSeconds(1));
                  call.answer(Phone.SDP).await();
                });
            var call = alice.call("sip:bob@10.0.0.2;transport=tcp", Scene.SDP);
            alice.sleep(Duration.ofMillis(500));
            assertThat(alice.resetConnections().await()).isTrue();
            call.outcome().awaitOk();
            for (var endpoint : List.of(alice, bob)) {
              assertThat(endpoint.resetConnections().await()).isTrue();
              alice.sleep(Duration.ofMillis(10));
              assertThat(connections(alice) + connections(bob)).isZero();
              assertThat(call.hold().await().isOk()).isTrue();
              assertThat(call.resume().await().isOk()).isTrue();
            }
            call.hangUp().await();
          }
        });
  }

  // a call of ten minutes without a message: its connection stays; idle after it, it is closed
  @Test
  @Rfc("NET-26")
  @EndsQuiet
  void theConnectionOfACallStaysAsLongAsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, ConnectionsTest::withoutSessionTimers);
              var bob =
                  Scene.endpoint(world, "bob", "10.0.0.2", ConnectionsTest::withoutSessionTimers)) {
            bob.onCall(call -> call.answer(Phone.SDP).await());
            var call = alice.call("sip:bob@10.0.0.2;transport=tcp", Scene.SDP);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofMinutes(10));
            assertThat(connections(alice)).isEqualTo(1);
            assertThat(connections(bob)).isEqualTo(1);
            call.hangUp().await();
            alice.sleep(Duration.ofMinutes(5));
            assertThat(connections(alice) + connections(bob)).isZero();
          }
        });
  }

  private static EndpointOptions.Builder withoutSessionTimers(EndpointOptions.Builder options) {
    return options.sessionTimers(SessionTimers.of(SessionTimers.Use.OFF));
  }

  @Test
  @Rfc("NET-28")
  @EndsQuiet
  void aRequestOnAConnectionThatIsResetIsSentAgainByAnother(SimWorld world) throws Exception {
    world.network().all().latency(Duration.ofMillis(100));
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = bob(world)) {
            alice.options("sip:bob@10.0.0.2;transport=tcp").awaitOk();
            var answer = alice.options("sip:bob@10.0.0.2;transport=tcp");
            alice.sleep(Duration.ofMillis(20));
            alice.resetConnections().await();
            assertThat(answer.await().isOk()).isTrue();
            assertThat(world.now()).isLessThan(Duration.ofSeconds(2));
          }
        });
  }

  private static EndpointOptions.Builder publishing(EndpointOptions.Builder options) {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.PUBLISH);
    return options.capabilities(Capabilities.DEFAULT.withAllow(methods));
  }

  @ParameterizedTest
  @ValueSource(ints = {60_000, 1_048_000})
  @EndsQuiet
  void largeBodiesArriveWhole(int size, SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", ConnectionsTest::publishing)) {
            var got = new ArrayList<Integer>();
            bob.onRequest(
                request -> {
                  got.add(request.request().body().length);
                  request.respond(Status.OK);
                });
            var target = "sip:bob@10.0.0.2;transport=" + (size > 65_000 ? "tcp" : "udp");
            alice
                .request(
                    RequestOptions.of(Method.PUBLISH, target)
                        .header("Event", "presence")
                        .body(MediaType.TEXT_PLAIN, new byte[size]))
                .await();
            assertThat(got).containsExactly(size);
          }
        });
  }

  @Test
  @Rfc("NET-48")
  @EndsQuiet
  void aRangeOfPortsGivesTheFirstThatIsFreeForAllTransports(SimWorld world) throws Exception {
    world.run(
        () -> {
          var where = Listen.parse("sip:10.0.0.1:5060-5062");
          try (var first = at(world, where, options -> options);
              var udp = at(world, Listen.udp("10.0.0.1", 5061), options -> options);
              var second = at(world, where, options -> options)) {
            assertThat(listening(first)).containsExactly("udp:10.0.0.1:5060", "tcp:10.0.0.1:5060");
            assertThat(listening(udp)).containsExactly("udp:10.0.0.1:5061");
            assertThat(listening(second)).containsExactly("udp:10.0.0.1:5062", "tcp:10.0.0.1:5062");
            assertThatThrownBy(() -> at(world, where, options -> options))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("5060-5062")
                .hasMessageContaining("in use");
            second.close();
            assertThat(second.listening()).isEmpty();
          }
        });
  }

  @Test
  @EndsQuiet
  void freePairsOfPortsAreEvenAndNotGivenTwice(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = at(world, Listen.udp("10.0.0.1", 30_004), options -> options);
              var other = at(world, Listen.udp("10.1.0.1", 30_009), options -> options)) {
            var everywhere = new ArrayList<Integer>();
            for (int i = 0; i < 4; i++) {
              var pair = alice.freePortPair("0.0.0.0", 30_001, 30_009).await().orElseThrow();
              assertThat(pair.rtcp()).isEqualTo(pair.rtp() + 1);
              everywhere.add(pair.rtp());
            }
            assertThat(everywhere).containsExactly(30_002, 30_006, 30_002, 30_006);
            assertThat(alice.freePortPair("10.0.0.1", 30_008, 30_009).await())
                .map(PortPair::rtp)
                .hasValue(30_008);
            assertThat(alice.freePortPair("0.0.0.0", 30_008, 30_009).await()).isEmpty();
            assertThat(alice.freePortPair("10.0.0.1", 30_001, 30_002).await()).isEmpty();
            assertThat(alice.freePortPair("192.0.2.1", 30_002, 30_009).await()).isEmpty();
            assertThatThrownBy(() -> alice.freePortPair("host", 30_000, 30_009))
                .hasMessageContaining("numeric");
            assertThat(other.listening()).hasSize(1);
          }
        });
  }

  @Test
  @Rfc("NET-47")
  @EndsQuiet
  void theLocalAddressTowardsATargetIsTheOneThatRoutingChooses(SimWorld world) throws Exception {
    world.network().name("there.example", "10.1.0.9");
    world.network().name("sip.example", "10.1.0.9");
    world.run(
        () -> {
          try (var alice = at(world, Listen.sip("0.0.0.0", 5060), options -> options)) {
            assertThat(alice.localAddressTowards("10.0.0.9").await().orElseThrow())
                .hasToString("/10.0.0.1");
            assertThat(alice.localAddressTowards("sip:x@there.example").await().orElseThrow())
                .hasToString("/10.1.0.1");
            for (var host : List.of("sip.example", "sip:sip.example", "2001:db8::9")) {
              assertThat(alice.localAddressTowards(host).await()).as(host).isPresent();
            }
            assertThat(alice.localAddressTowards("sip:x@nowhere.example").await())
                .isEqualTo(Optional.empty());
          }
        });
  }

  @Test
  @Rfc("NET-48")
  @EndsQuiet
  void aWildcardFollowsTheInterfacesAsOftenAsItIsSet(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
              at(
                  world,
                  Listen.udp("0.0.0.0", 5060),
                  options -> options.watchInterfaces(Duration.ofSeconds(3)))) {
            var host = world.hosts().getFirst();
            host.addAddress("10.2.0.1").removeAddress("10.1.0.1");
            alice.sleep(Duration.ofMillis(2_900));
            assertThat(listening(alice)).contains("udp:10.1.0.1:5060");
            alice.sleep(Duration.ofMillis(200));
            assertThat(listening(alice))
                .contains("udp:10.2.0.1:5060")
                .doesNotContain("udp:10.1.0.1:5060");
            alice.reconfigure(options -> options.watchInterfaces(Duration.ZERO));
            host.removeAddress("10.2.0.1");
            alice.sleep(Duration.ofMinutes(1));
            assertThat(listening(alice)).contains("udp:10.2.0.1:5060");
          }
        });
  }
}

package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.dns.DnsSettings;
import org.offhook.dns.LookUpStep;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Name servers as an application uses them: RFC 3263, RFC 6116. */
@ExtendWith(SimWorldExtension.class)
class NameLookUpsTest {

  private static void zone(SimWorld world) {
    world
        .nameServer("10.0.0.53")
        .zone(
            """
            example.com.            300 NAPTR 20 10 "s" "SIP+D2U" "" _sip._udp.example.com.
            example.com.            300 NAPTR 10 10 "s" "SIP+D2T" "" _sip._tcp.example.com.
            _sip._tcp.example.com.  300 SRV 1 1 5070 bob.example.com.
            _sip._udp.example.com.  300 SRV 1 1 5060 bob.example.com.
            bob.example.com.        300 A 10.0.0.2
            0.0.1.0.5.5.5.1.e164.arpa. 300 NAPTR 10 20 "u" "E2U+sip" "!^.*$!sip:later@example.com!" .
            0.0.1.0.5.5.5.1.e164.arpa. 300 NAPTR 10 10 "u" "E2U+sip" "!^\\\\+1(.*)$!sip:\\\\1@example.com!" .
            0.0.1.0.5.5.5.1.e164.arpa. 300 NAPTR 5 10 "u" "E2U+email" "!^.*$!mailto:a@example.com!" .
            1.0.1.0.5.5.5.1.e164.arpa. 300 NAPTR 10 10 "" "" "" 0.0.1.0.5.5.5.1.e164.arpa.
            9.0.1.0.5.5.5.1.numbers.test. 300 NAPTR 1 1 "u" "sip+E2U" "!^.*$!sip:old@example.com!" .
            """);
  }

  @Test
  void locatingTellsTheServersAndEachStep(SimWorld world) throws Exception {
    zone(world);
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            var found = alice.dns().locate("sip:bob@example.com").awaitOk();
            assertThat(found.found())
                .extracting(Object::toString)
                .containsExactly("tcp:10.0.0.2:5070");
            assertThat(found.steps())
                .extracting(LookUpStep::question)
                .startsWith("NAPTR example.com", "SRV _sip._tcp.example.com");
            var missing = alice.dns().locate("sip:nobody.example.com").await();
            assertThat(missing.isOk()).isFalse();
            assertThat(missing.reason())
                .startsWith("host nobody.example.com has no address (NAPTR nobody.example.com: no");
            assertThatThrownBy(() -> alice.dns().locate("not a uri"))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }

  @Test
  void naptrRecordsComeInTheirOrder(SimWorld world) throws Exception {
    zone(world);
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            var records = alice.dns().naptr("example.com").awaitOk().found();
            assertThat(records)
                .extracting(record -> record.service())
                .containsExactly("SIP+D2T", "SIP+D2U");
            assertThat(alice.dns().naptr("bob.example.com").await().reason())
                .isEqualTo("no NAPTR records");
          }
        });
  }

  @Test
  void aNumberLeadsToItsUrisByRuleOrderAndPreference(SimWorld world) throws Exception {
    zone(world);
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            var found = alice.dns().enumLookUp("+1 555-01.00").awaitOk().found();
            assertThat(found)
                .extracting(Object::toString)
                .containsExactly("sip:5550100@example.com", "sip:later@example.com");
            assertThat(alice.dns().enumLookUp("+15550101").awaitOk().found()).hasSize(2);
            assertThat(alice.dns().enumLookUp("+15550109", "numbers.test").awaitOk().found())
                .extracting(Object::toString)
                .containsExactly("sip:old@example.com");
            assertThat(alice.dns().enumLookUp("+15550102").await().reason())
                .isEqualTo("+15550102 has no SIP URI: no such name");
            assertThatThrownBy(() -> alice.dns().enumLookUp("5550100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("+44");
          }
        });
  }

  @Test
  void overridesAreLive(SimWorld world) throws Exception {
    var names = world.nameServer("10.0.0.53").zone("pbx.example.com. 0 A 10.0.0.7");
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", o -> o)) {
            bob.onRequest(request -> request.respond(Status.OK));
            alice.dns().override("pbx.example.com", "10.0.0.2");
            assertThat(alice.message("sip:pbx.example.com", "hello").await().isOk()).isTrue();
            assertThat(names.questions()).isEmpty();
            alice.dns().removeOverride("pbx.example.com");
            assertThat(alice.dns().locate("sip:pbx.example.com").await().found())
                .extracting(Object::toString)
                .containsExactly("udp:10.0.0.7:5060");
            assertThatThrownBy(() -> alice.dns().override("pbx.example.com", "pbx2"))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }

  @Test
  void flushingForgetsAnswers(SimWorld world) throws Exception {
    zone(world);
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            alice.dns().naptr("example.com").awaitOk();
            assertThat(source(alice)).isEqualTo("cache");
            alice.dns().flush();
            assertThat(source(alice)).isEqualTo("10.0.0.53:53");
          }
        });
  }

  private static String source(Endpoint endpoint) throws InterruptedException {
    return endpoint.dns().naptr("example.com").await().steps().getFirst().source();
  }

  // The name server takes 5 s; meanwhile alice registers nothing, but answers and is answered.
  @Test
  @EndsQuiet
  @Rfc("NET-12")
  void aSlowNameServerDelaysNothingElse(SimWorld world) throws Exception {
    var names = world.nameServer("10.0.0.53").zone("slow.example.com. 60 A 10.0.0.2");
    names.delay(Duration.ofSeconds(5));
    world.run(
        () -> {
          var times =
              new DnsSettings.Times(
                  Duration.ofSeconds(6), Duration.ofSeconds(6), Duration.ofSeconds(30));
          try (var alice =
                  Scene.alice(
                      world, o -> o.dns(DnsSettings.DEFAULT.withTimes(times).withSrv(false)));
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", o -> o)) {
            bob.onRequest(request -> request.respond(Status.OK));
            bob.onCall(call -> call.answer(Scene.SDP).awaitOk());
            var slow = alice.message("sip:slow.example.com", "later");
            var begun = world.now();
            for (int i = 0; i < 10; i++) {
              assertThat(alice.options("sip:10.0.0.2").await().isOk()).isTrue();
              assertThat(bob.options("sip:10.0.0.1").await().isOk()).isTrue();
            }
            var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
            call.outcome().awaitOk();
            call.hangUp().await();
            assertThat(world.now().minus(begun)).isLessThan(Duration.ofMillis(500));
            assertThat(slow.isDone()).isFalse();
            assertThat(slow.await().isOk()).isTrue();
            assertThat(world.now().minus(begun))
                .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5100));
          }
        });
  }

  @Test
  @EndsQuiet
  void closingCompletesEveryLookUp(SimWorld world) throws Exception {
    world.nameServer("10.0.0.53").silent(true);
    world.run(
        () -> {
          var alice = Scene.alice(world);
          var locating = alice.dns().locate("sip:example.com");
          var number = alice.dns().enumLookUp("+15550100");
          var sending = alice.message("sip:example.com", "hello");
          alice.sleep(Duration.ofMillis(10));
          alice.close();
          assertThat(locating.await().reason()).isEqualTo("the endpoint was closed");
          assertThat(number.await().reason()).isEqualTo("the endpoint was closed");
          assertThat(sending.await().isOk()).isFalse();
          assertThat(alice.dns().naptr("example.com").await().reason())
              .isEqualTo("the endpoint was closed");
        });
  }

  // one is silent, two refuses with 503, three answers: said by every kind of outcome
  @Test
  @Rfc("NET-14")
  void eachOutcomeSaysWhichServersWereTriedInVain(SimWorld world) throws Exception {
    world
        .nameServer("10.0.0.53")
        .zone(
            """
            _sip._udp.example.com. 300 SRV 1 1 5060 one.example.com.
            _sip._udp.example.com. 300 SRV 2 1 5060 two.example.com.
            _sip._udp.example.com. 300 SRV 3 1 5060 three.example.com.
            _sip._udp.dead.com.    300 SRV 1 1 5060 one.example.com.
            one.example.com. 300 A 10.0.0.11
            two.example.com. 300 A 10.0.0.12
            three.example.com. 300 A 10.0.0.13
            """);
    world.host("silent", "10.0.0.11");
    world.run(
        () -> {
          try (var two = Scene.endpoint(world, "two", "10.0.0.12", o -> o);
              var three = Scene.endpoint(world, "three", "10.0.0.13", o -> o)) {
            two.onRequest(request -> request.respond(Status.SERVICE_UNAVAILABLE));
            two.onCall(call -> call.reject(Status.SERVICE_UNAVAILABLE));
            three.onRequest(request -> request.respond(Status.OK));
            three.onCall(call -> call.answer(Scene.SDP).awaitOk());
            String[] vain = {
              "udp:10.0.0.11:5060: no answer in time", "udp:10.0.0.12:5060: 503 Service Unavailable"
            };
            try (var alice = Scene.endpoint(world, "alice", "10.0.0.1", o -> o)) {
              var request = alice.message("sip:example.com", "hello").await();
              assertThat(request.isOk()).isTrue();
              assertThat(request.tried()).containsExactly(vain);
              alice.dns().flush();
              var call = alice.call("sip:three@example.com", Scene.SDP);
              var outcome = call.outcome().await();
              assertThat(outcome.isOk()).isTrue();
              assertThat(outcome.tried()).containsExactly(vain);
              call.hangUp().await();
              var again = alice.message("sip:example.com", "hello").await();
              assertThat(again.tried()).isEmpty();
              var dead = alice.call("sip:bob@dead.com", Scene.SDP).outcome().await();
              assertThat(dead).isInstanceOf(CallOutcome.TimedOut.class);
              assertThat(dead.tried()).containsExactly(vain[0]);
              alice.dns().flush();
              var register = alice.register("sip:dead.com").outcome().await();
              assertThat(register.tried()).containsExactly(vain[0]);
            }
          }
        });
  }
}

package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Access;
import org.offhook.ua.AccessPolicy;
import org.offhook.ua.AccessRule;
import org.offhook.ua.SourceLimits;

/** Requests that claim to be inside a dialog, and are in none: they cost an answer, no state. */
@ExtendWith(SimWorldExtension.class)
class StrayRequestsTest {

  private static final List<String> METHODS =
      List.of(
          "INVITE",
          "BYE",
          "OPTIONS",
          "MESSAGE",
          "INFO",
          "UPDATE",
          "PRACK",
          "REFER",
          "SUBSCRIBE",
          "NOTIFY",
          "PING");

  /** A request with a made-up tag in To, each of a call of its own. */
  private static void stray(Phone phone, String name, int number) {
    phone
        .caller("stray" + number)
        .send(
            Method.of(name),
            request ->
                request
                    .set(HeaderName.TO, NameAddr.parse("<sip:alice@10.0.0.1>").withTag("made-up"))
                    .set(HeaderName.CONTACT, phone.contact())
                    .set(HeaderName.CSEQ, new CSeq(1, Method.of(name)))
                    .raw("Event", "presence"));
  }

  private static long begun(Endpoint endpoint) throws InterruptedException {
    return endpoint.stats().await().begun().serverTransactions();
  }

  private static Endpoint alice(SimHost host) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(host)
            .listen(Listen.sip("10.0.0.1", 5060))
            .aor("sip:alice@10.0.0.1")
            .build());
  }

  private static Phone.Leg call(Phone phone, String callId) throws InterruptedException {
    var leg = phone.caller(callId);
    leg.invite(Phone.SDP);
    leg.ack(phone.awaitResponse(200, Method.INVITE));
    return leg;
  }

  // --any method, To with a made-up tag--> <--481-- ; each repetition once more; ACK, CANCEL: never
  @Test
  @Rfc({"SEC-03", "DLG-18"})
  @EndsQuiet
  void theyGet481WithoutATransaction(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            for (int round = 0; round < 2; round++) {
              for (var name : METHODS) {
                stray(eve, name, round);
                eve.response(481, Method.of(name));
              }
            }
            stray(eve, "CANCEL", 1);
            eve.response(481, Method.CANCEL);
            stray(eve, "ACK", 1);
            eve.silence(Duration.ofSeconds(40));
            assertThat(begun(alice)).isZero();
            assertThat(alice.events().size()).isZero();
          }
        });
  }

  // an endpoint that is behind: thousands of them change nothing for calls that are held
  @Test
  @Rfc("SEC-03")
  void aFloodOfThemUnderOverloadLeavesHeldCallsAlone(SimWorld world) throws Exception {
    world.run(
        () -> {
          SimHost host = world.host("alice", "10.0.0.1");
          try (var alice = alice(host);
              var bob = Scene.bob(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.answer(Scene.SDP).await();
                });
            var first = call(bob, "first");
            var second = call(bob, "second");
            long before = begun(alice);
            host.behind(true);
            for (int i = 0; i < 3_000; i++) {
              stray(eve, METHODS.get(i % METHODS.size()), i);
              eve.caller("cancel" + i).send(Method.CANCEL);
              if (i % 10 == 0) {
                alice.sleep(Duration.ofMillis(10));
              }
              if (i == 1_500) {
                first.invite(Phone.sdp(40_002));
                first.ack(bob.awaitResponse(200, Method.INVITE));
              }
            }
            alice.sleep(Duration.ofMillis(10));
            assertThat(eve.count("SIP/2.0 481")).isEqualTo(6_000);
            assertThat(begun(alice) - before).as("the re-INVITE").isEqualTo(1);
            assertThat(calls).allMatch(call -> !call.ended().isDone());
            var hold = calls.getLast().hold();
            second.reply(bob.awaitRequest(Method.INVITE), 200, Phone.SDP);
            bob.request(Method.ACK);
            hold.awaitOk();
            first.send(Method.BYE);
            bob.response(200, Method.BYE);
            assertThat(alice.stats().await().refused(Limit.BEHIND)).isZero();
          }
        });
  }

  // what they get is no load that was served: the few new requests are let in beside them
  @Test
  @Rfc("SEC-03")
  void theyDoNotTakeThePlaceOfNewRequests(SimWorld world) throws Exception {
    world.run(
        () -> {
          SimHost host = world.host("alice", "10.0.0.1");
          try (var alice = alice(host);
              var bob = Scene.bob(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            alice.onRequest(request -> request.respond(org.offhook.message.Status.OK));
            host.behind(true);
            for (int i = 0; i < 1_000; i++) {
              stray(eve, METHODS.get(i % METHODS.size()), i);
              if (i % 25 == 0) {
                bob.caller("page" + i).send(Method.MESSAGE);
              }
              alice.sleep(Duration.ofMillis(10));
            }
            assertThat(bob.count("SIP/2.0 200")).isBetween(30, 40);
          }
        });
  }

  private static UnaryOperator<EndpointOptions.Builder> access(AccessPolicy policy) {
    return options -> options.access(policy);
  }

  @Test
  @Rfc("SEC-24")
  void rulesAndLimitsOfTheirSourceHoldForThemToo(SimWorld world) throws Exception {
    var policy =
        AccessPolicy.OPEN
            .with(SourceLimits.NONE.withFailures(5))
            .with(AccessRule.of(Access.DROP).from("10.0.0.4"))
            .with(AccessRule.of(Access.TRUST).from("10.0.0.2"));
    world.run(
        () -> {
          try (var alice = Scene.alice(world, access(policy));
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.5", "10.0.0.1");
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            for (int i = 0; i < 20; i++) {
              stray(bob, "BYE", i);
              stray(dave, "BYE", i);
              stray(eve, "BYE", i);
            }
            alice.sleep(Duration.ofSeconds(1));
            assertThat(eve.got()).as("dropped by a rule").isEmpty();
            assertThat(dave.count("SIP/2.0 481")).as("then ignored").isEqualTo(6);
            assertThat(bob.count("SIP/2.0 481")).as("trusted").isEqualTo(20);
            assertThat(begun(alice)).isZero();
          }
        });
  }
}

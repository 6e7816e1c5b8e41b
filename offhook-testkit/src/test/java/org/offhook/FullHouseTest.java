package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Access;
import org.offhook.ua.AccessPolicy;
import org.offhook.ua.AccessRule;
import org.offhook.ua.Limits;
import org.offhook.ua.SourceLimits;

/**
 * An endpoint that has as many dialogs as it may, or more to read than it can: the rules for
 * strangers count all the same.
 */
@ExtendWith(SimWorldExtension.class)
class FullHouseTest {

  private static final AccessPolicy POLICY =
      AccessPolicy.OPEN
          .with(AccessRule.of(Access.TRUST).from("10.0.0.2"))
          .with(AccessRule.of(Access.DROP).from("10.0.0.5"))
          .with(AccessRule.of(Access.REFUSE).from("10.0.0.6"))
          .with(SourceLimits.NONE.withRequests(2).withWindow(Duration.ofSeconds(60)));

  /** Alice, who has her one call with Bob. */
  private static Endpoint full(SimWorld world, Phone bob) throws InterruptedException {
    var alice =
        Scene.alice(world, options -> options.limits(Limits.DEFAULT.withDialogs(1)).access(POLICY));
    alice.onCall(call -> call.answer(Scene.SDP).await());
    alice.onRequest(request -> request.respond(Status.OK));
    var leg = bob.caller("call");
    leg.invite(Phone.SDP);
    leg.ack(bob.awaitResponse(200, Method.INVITE));
    return alice;
  }

  private static Phone phone(SimWorld world, String address) throws InterruptedException {
    return new Phone(world, "phone-" + address, address, "10.0.0.1");
  }

  private static SipResponse refused(Phone phone, String callId, int code)
      throws InterruptedException {
    var leg = phone.caller(callId);
    var invite = leg.invite(Phone.SDP);
    var refusal = phone.response(code, Method.INVITE);
    leg.ackRefusal(invite, refusal);
    return refusal;
  }

  private static long wait(SipResponse refusal) {
    return refusal.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds();
  }

  @Test
  @Rfc({"SEC-03", "SEC-24"})
  void whoIsDroppedIsDroppedAndWhoIsForbiddenIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = Scene.bob(world);
              var alice = full(world, bob);
              var dropped = phone(world, "10.0.0.5");
              var forbidden = phone(world, "10.0.0.6")) {
            dropped.caller("dropped").invite(Phone.SDP);
            dropped.silence(Duration.ofSeconds(2));
            refused(forbidden, "forbidden", 403);
            assertThat(alice.stats().await().refused(Limit.ACCESS)).isEqualTo(2);
            assertThat(alice.stats().await().refused(Limit.DIALOGS)).isZero();
          }
        });
  }

  @Test
  @Rfc({"SEC-03", "SEC-24"})
  void whoAsksTooOftenIsToldForHowLong(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = Scene.bob(world);
              var alice = full(world, bob);
              var dave = phone(world, "10.0.0.4")) {
            assertThat(wait(refused(dave, "1", 503))).isEqualTo(10);
            assertThat(wait(refused(dave, "2", 503))).isEqualTo(10);
            assertThat(wait(refused(dave, "3", 503))).isGreaterThan(50);
            for (int i = 4; i < 8; i++) {
              assertThat(wait(refused(bob, "trusted" + i, 503))).isEqualTo(10);
            }
            assertThat(alice.stats().await().refused(Limit.DIALOGS)).isEqualTo(6);
            assertThat(alice.stats().await().refused(Limit.SOURCE_REQUESTS)).isEqualTo(1);
          }
        });
  }

  @Test
  @Rfc("SEC-03")
  void whatNeedsNoDialogIsServed(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = Scene.bob(world);
              var alice = full(world, bob);
              var dave = phone(world, "10.0.0.4")) {
            dave.caller("page").send(Method.MESSAGE);
            dave.response(200, Method.MESSAGE);
            assertThat(alice.stats().await().refused(Limit.DIALOGS)).isZero();
          }
        });
  }

  @Test
  @Rfc({"SEC-03", "SEC-27"})
  void whoCannotBeServedInTimeIsToldAndCounted(SimWorld world) throws Exception {
    world.run(
        () -> {
          var host = world.host("alice", "10.0.0.1");
          try (var alice =
                  Scene.endpoint(host, "alice", "10.0.0.1", options -> options.access(POLICY));
              var bob = Scene.bob(world);
              var dropped = phone(world, "10.0.0.5");
              var forbidden = phone(world, "10.0.0.6")) {
            alice.onRequest(request -> request.respond(Status.OK));
            host.behind(true);
            for (int i = 0; i < 200; i++) {
              bob.caller("page" + i).send(Method.MESSAGE);
              dropped.caller("dropped" + i).send(Method.MESSAGE);
              forbidden.caller("forbidden" + i).send(Method.MESSAGE);
              alice.sleep(Duration.ofMillis(5));
            }
            alice.sleep(Duration.ofSeconds(1));
            assertThat(bob.count("SIP/2.0 200")).isGreaterThan(10);
            assertThat(bob.count("SIP/2.0 503")).isGreaterThan(100);
            assertThat(bob.count("SIP/2.0 200") + bob.count("SIP/2.0 503")).isEqualTo(200);
            assertThat(alice.stats().await().refused(Limit.BEHIND))
                .isEqualTo(bob.count("SIP/2.0 503"));
            assertThat(alice.stats().await().refused(Limit.ACCESS)).isEqualTo(200 + 2);
            assertThat(forbidden.count("SIP/2.0 403")).as("by its rate, too").isEqualTo(2);
            assertThat(forbidden.count("SIP/2.0 503")).isEqualTo(198);
            assertThat(dropped.got()).isEmpty();
          }
        });
  }
}

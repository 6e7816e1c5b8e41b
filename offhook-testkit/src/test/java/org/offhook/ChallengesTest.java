package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.auth.Credentials;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Challenges to any request are answered by themselves: RFC 3261 §22.2, §22.3. */
@ExtendWith(SimWorldExtension.class)
class ChallengesTest {

  private static final String BOB = "sip:bob@10.0.0.2";
  private static final String CAROL = "sip:carol@10.0.0.3";

  /** What an endpoint may send, outside a call and inside. */
  enum Sent {
    INVITE,
    MESSAGE,
    OPTIONS,
    PING,
    SUBSCRIBE,
    PUBLISH,
    REGISTER,
    REFER,
    BYE,
    HOLD,
    UPDATE,
    INFO,
    TRANSFER;

    private Method method() {
      return switch (this) {
        case HOLD -> Method.INVITE;
        case TRANSFER -> Method.REFER;
        default -> Method.of(name());
      };
    }

    private void send(Endpoint alice, Phone bob) throws InterruptedException {
      switch (this) {
        case INVITE -> Scene.callBob(alice);
        case MESSAGE -> alice.message(BOB, "hello");
        case OPTIONS -> alice.options(BOB);
        case PING -> alice.request(RequestOptions.of(method(), BOB));
        case SUBSCRIBE -> alice.subscribe(BOB, "presence");
        case PUBLISH -> alice.publish(BOB, "presence", NotifyBody.text("text/plain", "on"));
        case REGISTER -> alice.register("sip:10.0.0.2");
        case REFER -> alice.refer(ReferOptions.to(CAROL).at(BOB));
        case BYE -> established(alice, bob).hangUp();
        case HOLD -> established(alice, bob).hold();
        case UPDATE -> established(alice, bob).update();
        case INFO -> established(alice, bob).info(MediaType.TEXT_PLAIN, new byte[1]);
        case TRANSFER -> established(alice, bob).transfer(CAROL);
      }
    }
  }

  private static Call established(Endpoint alice, Phone bob) throws InterruptedException {
    var call = Scene.callBob(alice);
    var invite = bob.request(Method.INVITE);
    bob.send(
        bob.callee(invite, "b")
            .response(invite, 200)
            .raw("Allow", "INVITE, ACK, BYE, UPDATE, INFO, REFER")
            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
            .build());
    bob.request(Method.ACK);
    call.outcome().awaitOk();
    return call;
  }

  private static void challenge(Phone bob, SipRequest request, int code)
      throws InterruptedException {
    var response = SipResponse.to(request, Status.of(code));
    if (request.to().tag().isEmpty()) {
      response.set(HeaderName.TO, request.to().withTag("b"));
    }
    bob.send(
        response
            .raw(
                code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
            .build());
    if (request.method().equals(Method.INVITE)) {
      assertThat(bob.request(Method.ACK).cSeq().number()).isEqualTo(request.cSeq().number());
    }
  }

  // --request--> <--401 or 407-- --request (credentials, the next number)-->
  @ParameterizedTest
  @EnumSource
  void eachMethodIsSentAgainWithCredentials(Sent sent) throws Exception {
    for (int code : new int[] {401, 407}) {
      try (var world = new SimWorld(code)) {
        world.run(
            () -> {
              var bob = Scene.bob(world);
              var credentials = Credentials.password("alice", "r", "secret");
              try (var alice =
                  Scene.alice(
                      world,
                      options -> options.credentials(credentials).closeWithin(Duration.ZERO))) {
                sent.send(alice, bob);
                var first = bob.request(sent.method());
                challenge(bob, first, code);
                var second = bob.request(sent.method());
                assertThat(second.cSeq().number()).isEqualTo(first.cSeq().number() + 1);
                assertThat(second.callId()).isEqualTo(first.callId());
                assertThat(second.from()).isEqualTo(first.from());
                assertThat(second.to()).isEqualTo(first.to());
                assertThat(second.body()).isEqualTo(first.body());
                var row = code == 401 ? "Authorization" : "Proxy-Authorization";
                assertThat(second.headers().texts(row))
                    .singleElement()
                    .asString()
                    .contains("username=\"alice\"", "realm=\"r\"", "nc=00000001");
                bob.send(SipResponse.to(second, Status.NOT_IMPLEMENTED).build());
              }
            });
      }
    }
  }

  // two registrars, two realms, one endpoint
  @Test
  void twoRegistrationsUseTheCredentialsOfTheirRealms(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var carol = new Phone(world, "carol", "10.0.0.3", "10.0.0.1");
          try (var alice =
              Scene.alice(
                  world,
                  options ->
                      options
                          .credentials(Credentials.password("al", "bobs", "b"))
                          .credentials(Credentials.password("alice", "carols", "c")))) {
            var first = alice.register("sip:10.0.0.2");
            var second = alice.register("sip:10.0.0.3");
            for (var one : List.of(bob, carol)) {
              var realm = one == bob ? "bobs" : "carols";
              var request = one.request(Method.REGISTER);
              one.send(
                  SipResponse.to(request, Status.UNAUTHORIZED)
                      .raw("WWW-Authenticate", "Digest realm=\"" + realm + "\", nonce=\"n\"")
                      .build());
              var again = one.request(Method.REGISTER);
              assertThat(again.headers().text("Authorization").orElseThrow())
                  .contains("realm=\"" + realm + "\"")
                  .contains(one == bob ? "username=\"al\"" : "username=\"alice\"");
              one.send(
                  SipResponse.to(again, Status.OK)
                      .set(
                          HeaderName.CONTACT, again.headers().get(HeaderName.CONTACT).orElseThrow())
                      .build());
            }
            first.awaitOk();
            second.awaitOk();
            first.forget();
            second.forget();
          }
        });
  }
}

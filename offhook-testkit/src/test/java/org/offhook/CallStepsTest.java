package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.Credentials;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.RedirectPolicy;

/** Redirections and challenges of a call, in AUTO, MANUAL and OFF: RFC 3261 §8.1.3.4, §22. */
@ExtendWith(SimWorldExtension.class)
class CallStepsTest {

  private static final Credentials SECRET =
      Credentials.builder("alice").anyRealm().password("secret").build();

  private static OutgoingCall call(Endpoint alice) {
    return alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
  }

  private static void redirect(Phone phone, SipRequest invite, String... contacts)
      throws InterruptedException {
    var response = phone.callee(invite, "r").response(invite, 302);
    for (var contact : contacts) {
      response.raw("Contact", contact);
    }
    phone.send(response.build());
    phone.request(Method.ACK);
  }

  private static void finish(Phone phone, SipRequest invite) throws InterruptedException {
    phone.callee(invite, "z").reply(invite, 486);
    phone.request(Method.ACK);
  }

  // <--302 (c q=0.2, d q=0.9, e)-- : e, then d, then c, each with the next number
  @Test
  @Rfc("CALL-24")
  @EndsQuiet
  void aRedirectionIsFollowedByFallingPreferenceEachTargetOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var first = phone.request(Method.INVITE);
            redirect(
                phone,
                first,
                "<sip:c@10.0.0.2>;q=0.2",
                "<sip:d@10.0.0.2>;q=0.9",
                "<sip:e@10.0.0.2>",
                "<sip:bob@10.0.0.2>");
            var targets = new ArrayList<String>();
            var numbers = new ArrayList<Long>();
            for (int i = 0; i < 3; i++) {
              var invite = phone.request(Method.INVITE);
              targets.add(invite.requestUri().toString());
              numbers.add(invite.cSeq().number());
              assertThat(invite.callId()).isEqualTo(first.callId());
              assertThat(invite.from()).isEqualTo(first.from());
              assertThat(invite.to()).isEqualTo(first.to());
              assertThat(invite.topVia().branch()).isNotEqualTo(first.topVia().branch());
              phone.callee(invite, "t" + i).reply(invite, 404);
              phone.request(Method.ACK);
            }
            assertThat(targets)
                .containsExactly("sip:e@10.0.0.2", "sip:d@10.0.0.2", "sip:c@10.0.0.2");
            assertThat(numbers).containsExactly(2L, 3L, 4L);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Refused.class);
          }
          phone.close();
        });
  }

  // <--302 (Diversion)-- <--302 (Diversion)-- : both go along, the latest first, each once
  @Test
  @EndsQuiet
  void aDiversionOfTheRedirectionGoesAlong(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            divert(phone, "c", "<sip:bob@10.0.0.2>;reason=no-answer;counter=1");
            divert(
                phone,
                "d",
                "<sip:c@10.0.0.2>;reason=user-busy, <sip:bob@10.0.0.2>;reason=no-answer;counter=1");
            var last = phone.request(Method.INVITE);
            assertThat(last.requestUri()).hasToString("sip:d@10.0.0.2");
            assertThat(last.headers().all(HeaderName.DIVERSION))
                .extracting(Object::toString)
                .containsExactly(
                    "<sip:c@10.0.0.2>;reason=user-busy",
                    "<sip:bob@10.0.0.2>;reason=no-answer;counter=1");
            finish(phone, last);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Refused.class);
          }
          phone.close();
        });
  }

  private static void divert(Phone phone, String to, String diversion) throws InterruptedException {
    var invite = phone.request(Method.INVITE);
    phone.send(
        phone
            .callee(invite, "r")
            .response(invite, 302)
            .raw("Contact", "<sip:" + to + "@10.0.0.2>")
            .raw("Diversion", diversion)
            .build());
    phone.request(Method.ACK);
  }

  @Test
  @Rfc("CALL-24")
  void redirectionsAreFollowedToALimit(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            int asked = 0;
            while (!call.outcome().isDone()) {
              var invite = phone.request(Method.INVITE);
              asked++;
              redirect(phone, invite, "<sip:next" + asked + "@10.0.0.2>");
              alice.sleep(Duration.ofMillis(5));
            }
            assertThat(asked).isBetween(2, 20);
            var refused = (CallOutcome.Refused) call.outcome().await();
            assertThat(refused.status().code()).isEqualTo(302);
            assertThat(refused.contacts()).hasSize(1);
            assertThat(RedirectPolicy.DEFAULT).isNotNull();
          }
        });
  }

  @Test
  void aRedirectionIsTheApplicationsWhenThatIsOff(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.FOLLOW_REDIRECT, AutoMode.OFF))) {
            var call = call(alice);
            redirect(phone, phone.request(Method.INVITE), "<sip:c@10.0.0.2>");
            var refused = (CallOutcome.Refused) call.outcome().await();
            assertThat(refused.contacts())
                .extracting(contact -> contact.uri().toString())
                .containsExactly("sip:c@10.0.0.2");
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  @Test
  void aRedirectionIsAskedForWhenThatIsManual(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options -> options.automatic(Automatic.FOLLOW_REDIRECT, AutoMode.MANUAL))) {
            var call = call(alice);
            redirect(phone, phone.request(Method.INVITE), "<sip:c@10.0.0.2>");
            var asked = (CallEvent.Asked) call.events().take();
            assertThat(asked.step().action()).isEqualTo(Automatic.FOLLOW_REDIRECT);
            phone.silence(Duration.ofSeconds(1));
            asked.step().proceed();
            var second = phone.request(Method.INVITE);
            assertThat(second.requestUri().toString()).isEqualTo("sip:c@10.0.0.2");
            finish(phone, second);

            var declined = call(alice);
            redirect(phone, phone.request(Method.INVITE), "<sip:c@10.0.0.2>");
            ((CallEvent.Asked) declined.events().take()).step().decline();
            assertThat(declined.outcome().await()).isInstanceOf(CallOutcome.Refused.class);

            var ignored = call(alice);
            redirect(phone, phone.request(Method.INVITE), "<sip:c@10.0.0.2>");
            assertThat(ignored.outcome().await().isOk()).isFalse();
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  private static void challenge(Phone phone, SipRequest request) throws InterruptedException {
    phone.send(
        phone
            .callee(request, "a")
            .response(request, 401)
            .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
            .build());
    phone.request(Method.ACK);
  }

  @Test
  void aChallengeIsAnsweredAskedForOrLeft(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.credentials(SECRET))) {
            var auto = call(alice);
            challenge(phone, phone.request(Method.INVITE));
            var second = phone.request(Method.INVITE);
            assertThat(second.headers().contains(HeaderName.AUTHORIZATION)).isTrue();
            finish(phone, second);
            assertThat(refusal(auto)).isEqualTo(Status.BUSY_HERE);

            alice.reconfigure(
                options -> options.automatic(Automatic.AUTHENTICATE, AutoMode.MANUAL));
            var manual = call(alice);
            challenge(phone, phone.request(Method.INVITE));
            var asked = (CallEvent.Asked) manual.events().take();
            assertThat(asked.step().action()).isEqualTo(Automatic.AUTHENTICATE);
            phone.silence(Duration.ofSeconds(1));
            asked.step().proceed();
            var third = phone.request(Method.INVITE);
            assertThat(third.headers().contains(HeaderName.AUTHORIZATION)).isTrue();
            finish(phone, third);
            assertThat(refusal(manual)).isEqualTo(Status.BUSY_HERE);

            alice.reconfigure(options -> options.automatic(Automatic.AUTHENTICATE, AutoMode.OFF));
            var off = call(alice);
            challenge(phone, phone.request(Method.INVITE));
            assertThat(refusal(off)).isEqualTo(Status.UNAUTHORIZED);
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  private static Status refusal(Call call) throws InterruptedException {
    return ((CallOutcome.Refused) call.outcome().await()).status();
  }

  // a request whose challenge nobody decides is refused in the end
  @Test
  @EndsQuiet
  void anUndecidedStepIsDeclinedInTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options
                          .credentials(SECRET)
                          .automatic(Automatic.AUTHENTICATE, AutoMode.MANUAL))) {
            var message = alice.message("sip:bob@10.0.0.2", "hi");
            var request = phone.request(Method.MESSAGE);
            phone.send(
                phone
                    .caller("x")
                    .response(request, 401)
                    .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"")
                    .build());
            assertThat(message.await().isOk()).isFalse();
            assertThat(world.now()).isLessThan(Duration.ofMinutes(4));
            assertThat(alice.events().poll().orElseThrow()).isInstanceOf(EndpointEvent.Asked.class);
          }
          phone.close();
        });
  }
}

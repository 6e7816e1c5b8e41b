package org.offhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** States that alice publishes at a phone that plays the server: RFC 3903 §4. */
@ExtendWith(SimWorldExtension.class)
class PublicationTest {

  private static final Duration LONG = Duration.ofHours(3);

  private static NotifyBody state(String text) {
    return NotifyBody.text("application/pidf+xml", text);
  }

  private static PublishOptions presence() {
    return PublishOptions.of("sip:bob@10.0.0.2", "presence", state("open"));
  }

  /** What kind of PUBLISH it is: its condition, its body, its time. */
  private static String kind(SipRequest publish) {
    return publish.headers().text("SIP-If-Match").orElse("first")
        + " "
        + (publish.hasBody() ? new String(publish.body(), UTF_8) : "no body")
        + " "
        + publish.headers().text("Expires").orElse("");
  }

  private static void reply(Phone phone, SipRequest publish, int code, String... rows) {
    var response = SipResponse.to(publish, Status.of(code));
    response.set(org.offhook.message.HeaderName.TO, publish.to().withTag("s"));
    for (var row : rows) {
      int colon = row.indexOf(':');
      response.raw(row.substring(0, colon), row.substring(colon + 1).strip());
    }
    phone.send(response.build());
  }

  /** The next PUBLISH, accepted under that name. */
  private static SipRequest accept(Phone phone, String tag, int seconds)
      throws InterruptedException {
    var publish = phone.awaitRequest(Method.PUBLISH, LONG);
    reply(phone, publish, 200, "SIP-ETag: " + tag, "Expires: " + seconds);
    return publish;
  }

  private static void quiet(SimWorld world, Endpoint alice) throws InterruptedException {
    world.advance(Duration.ofSeconds(65));
    assertThat(alice.parts().isIdle()).isTrue();
    assertThat(world.timers()).isZero();
  }

  // --PUBLISH (open)--> <--200 (A)-- --PUBLISH (If-Match A)--> <--200 (B)--
  // --PUBLISH (If-Match B, closed)--> <--200 (C)-- --PUBLISH (If-Match C, 0)--> <--200--
  @Test
  @Rfc({"EVT-26", "EVT-27"})
  void aStateIsPublishedRefreshedChangedAndRemoved(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence().header("X-A", "b"));
            var first = accept(phone, "A", 3600);
            assertThat(kind(first)).isEqualTo("first open 3600");
            assertThat(first.headers().texts("Event")).containsExactly("presence");
            assertThat(first.headers().texts("X-A")).containsExactly("b");
            assertThat(first.headers().texts("Contact")).isEmpty();
            assertThat(first.to().tag()).isEmpty();
            var published = (PublicationOutcome.Published) publication.outcome().awaitOk();
            assertThat(published.granted()).isEqualTo(Duration.ofHours(1));
            var begun = world.now();
            var refresh = accept(phone, "B", 600);
            assertThat(world.now().minus(begun).toSeconds()).isBetween(1800L, 3240L);
            assertThat(kind(refresh)).isEqualTo("A no body 3600");
            assertThat(refresh.callId()).isEqualTo(first.callId());
            assertThat(refresh.cSeq().number()).isEqualTo(first.cSeq().number() + 1);
            assertThat(refresh.to().tag()).isEmpty();
            var modified = publication.modify(state("closed"));
            assertThat(kind(accept(phone, "C", 3600))).isEqualTo("B closed 3600");
            assertThat(modified.await().isOk()).isTrue();
            var removed = publication.remove();
            assertThat(kind(accept(phone, "D", 0))).isEqualTo("C no body 0");
            assertThat(removed.await()).isInstanceOf(PublicationOutcome.Removed.class);
            phone.silence(LONG);
            // it can be published again
            publication.modify(state("open"));
            assertThat(kind(accept(phone, "E", 3600))).isEqualTo("first open 3600");
          }
          assertThat(kind(phone.request(Method.PUBLISH))).isEqualTo("E no body 0");
        });
  }

  // refresh <--412-- : the whole state as a first one, at once
  @Test
  @Rfc("EVT-28")
  void aServerThatForgotIsToldTheWholeState(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence());
            accept(phone, "A", 3600);
            var refreshed = publication.refresh();
            reply(phone, phone.request(Method.PUBLISH), 412);
            assertThat(kind(accept(phone, "B", 3600))).isEqualTo("first open 3600");
            assertThat(refreshed.await()).isInstanceOf(PublicationOutcome.Published.class);
            var changed = publication.modify(state("closed"));
            reply(phone, phone.request(Method.PUBLISH), 412);
            assertThat(kind(accept(phone, "C", 3600))).isEqualTo("first closed 3600");
            assertThat(changed.await().isOk()).isTrue();
            var removed = publication.remove();
            reply(phone, phone.request(Method.PUBLISH), 412);
            assertThat(removed.await()).isInstanceOf(PublicationOutcome.Removed.class);
            phone.silence(LONG);
          }
        });
  }

  @Test
  @Rfc("EVT-28")
  void whatIsTooBriefIsPublishedForLonger(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence().expires(Duration.ofMinutes(1)));
            reply(phone, phone.request(Method.PUBLISH), 423, "Min-Expires: 600");
            assertThat(kind(accept(phone, "A", 600))).isEqualTo("first open 600");
            publication.outcome().awaitOk();
            publication.refresh();
            assertThat(kind(accept(phone, "B", 600))).isEqualTo("A no body 600");
            publication.remove();
            accept(phone, "C", 0);
          }
        });
  }

  @Test
  @Rfc("EVT-28")
  void aServerThatDoesNotKnowThePackageIsLeftAlone(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence());
            reply(phone, phone.request(Method.PUBLISH), 489, "Allow-Events: dialog");
            var refused = (PublicationOutcome.Refused) publication.outcome().await();
            assertThat(refused.status()).isEqualTo(Status.BAD_EVENT);
            phone.silence(LONG);
          }
        });
  }

  // changes while a PUBLISH is on its way: one more follows, with the last state
  @Test
  @Rfc("EVT-28")
  void onePublishIsOnItsWayAndTheLastStateFollowsIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence());
            var first = phone.request(Method.PUBLISH);
            publication.modify(state("b"));
            publication.refresh();
            publication.modify(state("c"));
            phone.silence(Duration.ofMillis(400));
            reply(phone, first, 200, "SIP-ETag: A", "Expires: 3600");
            assertThat(kind(accept(phone, "B", 3600))).isEqualTo("A c 3600");
            phone.silence(Duration.ofSeconds(60));
            publication.remove();
            accept(phone, "C", 0);
          }
        });
  }

  @Test
  @Rfc("EVT-26")
  void anAnswerWithoutTagOrTimeIsOfNoUse(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence());
            reply(phone, phone.request(Method.PUBLISH), 200, "Expires: 3600");
            var refused = (PublicationOutcome.Refused) publication.outcome().await();
            assertThat(refused.reason()).contains("SIP-ETag");
            var again = phone.awaitRequest(Method.PUBLISH, LONG);
            assertThat(kind(again)).isEqualTo("first open 3600");
            reply(phone, again, 200, "SIP-ETag: A");
            world.advance(Duration.ofSeconds(1));
            assertThat(publication.latest().orElseThrow().reason()).contains("Expires");
            accept(phone, "B", 3600);
            world.advance(Duration.ofSeconds(1));
            assertThat(publication.latest().orElseThrow().isOk()).isTrue();
            publication.remove();
            accept(phone, "C", 0);
          }
        });
  }

  @Test
  void twoPackagesOfOneAddressAreIndependent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var presence = alice.publish(presence());
            accept(phone, "P", 3600);
            var dialog =
                alice.publish(PublishOptions.of("sip:bob@10.0.0.2", "dialog", state("calls")));
            accept(phone, "D", 3600);
            presence.modify(state("closed"));
            assertThat(kind(accept(phone, "P2", 3600))).isEqualTo("P closed 3600");
            dialog.remove();
            assertThat(kind(accept(phone, "D2", 0))).isEqualTo("D no body 0");
            presence.remove();
            assertThat(kind(accept(phone, "P3", 0))).isEqualTo("P2 no body 0");
            quiet(world, alice);
          }
        });
  }

  // nobody answers; later somebody does: published by itself
  @Test
  void aServerThatIsGoneIsTriedAgain(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence());
            var failed = (PublicationOutcome.Failed) publication.outcome().await();
            assertThat(failed.isTimeout()).isTrue();
            phone.forget();
            assertThat(kind(accept(phone, "A", 3600))).isEqualTo("first open 3600");
            world.advance(Duration.ofSeconds(1));
            assertThat(publication.latest().orElseThrow().isOk()).isTrue();
            var asked = publication.refresh();
            reply(phone, phone.request(Method.PUBLISH), 503, "Retry-After: 100");
            asked.await();
            var begun = world.now();
            assertThat(kind(accept(phone, "B", 3600))).isEqualTo("A open 3600");
            assertThat(world.now().minus(begun).toSeconds()).isBetween(99L, 112L);
            publication.remove();
            accept(phone, "C", 0);
          }
        });
  }

  @Test
  void challengesAreAnsweredOnTheWay(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world, options -> options.credentials("alice", "secret"))) {
            var publication =
                alice.publish(
                    PublishOptions.of("sip:alice@10.0.0.1", "presence", state("open"))
                        .nextHop("sip:10.0.0.2"));
            reply(
                phone,
                phone.request(Method.PUBLISH),
                401,
                "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"");
            var again = accept(phone, "A", 3600);
            assertThat(again.headers().texts("Authorization")).hasSize(1);
            assertThat(kind(again)).isEqualTo("first open 3600");
            publication.awaitOk();
            publication.remove();
            // the credentials are sent ahead
            assertThat(accept(phone, "B", 0).headers().texts("Authorization")).hasSize(1);
          }
        });
  }

  @Test
  void whereRefreshesAreManualTheApplicationIsAsked(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(
                  world, options -> options.automatic(Automatic.REFRESH, AutoMode.MANUAL))) {
            alice.publish(presence());
            accept(phone, "A", 100);
            alice.events().take();
            var asked = (SubscriptionEvent.Asked) alice.events().take();
            assertThat(asked.asked()).contains(asked.step());
            assertThat(phone.count("PUBLISH")).isEqualTo(1);
            asked.step().proceed();
            assertThat(kind(accept(phone, "B", 100))).isEqualTo("A no body 3600");
            alice.events().take();
            alice.events().take();
            var gone = (SubscriptionEvent.PublicationChanged) alice.events().take();
            assertThat(gone.outcome().reason()).contains("ran out");
            phone.silence(LONG);
          }
        });
  }

  // --PUBLISH (open)--> <--200 (A)-- --PUBLISH (If-Match A, closed, another time and row)-->
  @Test
  void aChangedStateMayHaveAnotherTimeAndOtherRows(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var publication = alice.publish(presence().callId("mine").header("X-A", "b"));
            assertThat(accept(phone, "A", 3600).callId()).isEqualTo("mine");
            publication.awaitOk();
            publication.modify(
                PublishOptions.of("sip:bob@10.0.0.2", "presence", state("closed"))
                    .expires(Duration.ofMinutes(10))
                    .header("User-Agent", "mine")
                    .header("X-A", "c"));
            var second = accept(phone, "B", 600);
            assertThat(kind(second)).isEqualTo("A closed 600");
            assertThat(second.callId()).isEqualTo("mine");
            assertThat(second.headers().texts("User-Agent")).containsExactly("mine");
            assertThat(second.headers().texts("X-A")).containsExactly("c");
            assertThatThrownBy(
                    () ->
                        publication.modify(
                            PublishOptions.of("sip:bob@10.0.0.2", "dialog", state("open"))))
                .isInstanceOf(IllegalArgumentException.class);
            publication.remove();
            assertThat(kind(accept(phone, "C", 0))).isEqualTo("B no body 0");
          }
          phone.close();
        });
  }

  // 412 or 423 to whatever is sent: a few tries, then the program is told
  @ParameterizedTest
  @ValueSource(ints = {412, 423})
  void aServerThatIsNeverContentIsNotAskedWithoutEnd(int code) throws Exception {
    try (var world = new SimWorld(code)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            try (var alice = Scene.alice(world, options -> options.closeWithin(Duration.ZERO))) {
              var publication = alice.publish(presence());
              accept(phone, "A", 3600);
              publication.outcome().awaitOk();
              var refreshed = publication.refresh();
              int asked = 0;
              for (int i = 0; i < 20 && !refreshed.isDone(); i++) {
                reply(phone, phone.request(Method.PUBLISH), code, "Min-Expires: " + (i + 2) * 3600);
                asked++;
                alice.sleep(Duration.ofSeconds(1));
              }
              assertThat(asked).isBetween(2, 5);
              assertThat(refreshed.await().isOk()).isFalse();
            }
          });
    }
  }
}

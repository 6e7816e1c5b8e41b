package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Endpoint;
import org.offhook.NotifyBody;
import org.offhook.PublicationOutcome;
import org.offhook.PublishOptions;
import org.offhook.Subscription;
import org.offhook.SubscriptionOutcome;
import org.offhook.eventpackage.BasicStatus;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.ContactChange;
import org.offhook.eventpackage.DialogInfo;
import org.offhook.eventpackage.MessageClass;
import org.offhook.eventpackage.MessageSummary;
import org.offhook.eventpackage.Presence;
import org.offhook.eventpackage.PresenceTuple;
import org.offhook.eventpackage.RegInfo;
import org.offhook.eventpackage.RegisteredContact;
import org.offhook.eventpackage.RegisteredState;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** States of its users that the server itself tells, between endpoints. */
@ExtendWith(SimWorldExtension.class)
class StateAgentTest {

  private static final String ALICE = "sip:alice@example.com";

  private static Site site(SimWorld world) throws InterruptedException {
    return new Site(world, options -> Site.strict(options).events(true));
  }

  private static NotifyBody presence(String tuple, BasicStatus status) {
    return NotifyBody.of(
        Presence.builder(ALICE).tuple(PresenceTuple.builder(tuple).basic(status).build()).build());
  }

  private static Presence known(Subscription subscription) {
    return subscription.state(BodyFormat.PRESENCE).orElseThrow();
  }

  // bob --SUBSCRIBE--> server <--PUBLISH-- alice's two devices; server --NOTIFY--> bob
  @Test
  void whatSeveralDevicesPublishIsOnePresence(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = site(world)) {
            var desk = site.endpoint("desk", "alice", "10.0.0.1", "udp");
            var hand = site.endpoint("hand", "alice", "10.0.0.3", "tcp");
            var bob = site.endpoint("bob", "10.0.0.2", "udp");
            var watched = bob.subscribe(ALICE, "presence").awaitOk();
            assertThat(known(watched).entity()).isEqualTo(ALICE);
            assertThat(known(watched).tuples()).isEmpty();

            var atDesk = desk.publish(ALICE, "presence", presence("t", BasicStatus.OPEN)).awaitOk();
            bob.sleep(Duration.ofSeconds(6));
            assertThat(known(watched).isOpen()).isTrue();

            hand.publish(
                    PublishOptions.of(ALICE, "presence", presence("t", BasicStatus.CLOSED))
                        .expires(Duration.ofSeconds(100))
                        .keepOnClose())
                .awaitOk();
            bob.sleep(Duration.ofSeconds(6));
            assertThat(known(watched).tuples()).extracting(PresenceTuple::id).hasSize(2);

            atDesk.modify(presence("t", BasicStatus.CLOSED)).awaitOk();
            bob.sleep(Duration.ofSeconds(6));
            assertThat(known(watched).isOpen()).isFalse();

            atDesk.remove().awaitOk();
            bob.sleep(Duration.ofSeconds(6));
            assertThat(known(watched).tuples()).hasSize(1);

            hand.close();
            bob.sleep(Duration.ofSeconds(10));
            assertThat(known(watched).tuples()).hasSize(1);
            bob.sleep(Duration.ofSeconds(200));
            assertThat(known(watched).tuples()).isEmpty();

            assertThat(site.server.subscriptions()).isEqualTo(1);
            watched.unsubscribe().await();
            bob.sleep(Duration.ofSeconds(1));
            assertThat(site.server.subscriptions()).isZero();
          }
        });
  }

  @Test
  void nobodyPublishesForAnotherUserNorWhatNobodyCanRead(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = site(world)) {
            var bob = site.endpoint("bob", "10.0.0.2", "udp");
            assertThat(refusal(bob, ALICE, presence("t", BasicStatus.OPEN))).isEqualTo(403);
            assertThat(
                    refusal(
                        bob,
                        "sip:bob@example.com",
                        NotifyBody.text("application/pidf+xml", "<presence")))
                .isEqualTo(400);
          }
        });
  }

  private static int refusal(Endpoint endpoint, String target, NotifyBody state)
      throws InterruptedException {
    return endpoint.publish(target, "presence", state).outcome().await()
            instanceof PublicationOutcome.Refused refused
        ? refused.response().status().code()
        : 0;
  }

  // server: messageWaiting(...) --NOTIFY--> bob
  @Test
  void waitingMessagesAreTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = site(world)) {
            var bob = site.endpoint("bob", "10.0.0.2", "udp");
            var lamp = bob.subscribe("sip:bob@example.com", "message-summary").awaitOk();
            assertThat(lamp.state(BodyFormat.MESSAGE_SUMMARY).orElseThrow().isWaiting()).isFalse();
            site.server.messageWaiting("bob", MessageSummary.voice(2, 8));
            bob.sleep(Duration.ofSeconds(1));
            var summary = lamp.state(BodyFormat.MESSAGE_SUMMARY).orElseThrow();
            assertThat(summary.counts(MessageClass.VOICE).fresh()).isEqualTo(2);
          }
        });
  }

  // alice --REGISTER-->, and once more, and with Expires 0: server --NOTIFY--> bob
  @Test
  void registrationsAreTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = site(world)) {
            var bob = site.endpoint("bob", "10.0.0.2", "udp");
            var watched = bob.subscribe(ALICE, "reg").awaitOk();
            assertThat(registration(watched).registrations().getFirst().state())
                .isEqualTo(RegisteredState.INIT);
            var alice = site.endpoint("alice", "10.0.0.1", "udp");
            var registration = alice.register("sip:example.com");
            registration.outcome().awaitOk();
            bob.sleep(Duration.ofSeconds(6));
            var contact = only(registration(watched));
            assertThat(contact.isActive()).isTrue();
            assertThat(contact.change()).contains(ContactChange.REGISTERED);
            assertThat(contact.expires().orElseThrow()).isPositive();
            registration.unregister().await();
            bob.sleep(Duration.ofSeconds(6));
            assertThat(registration(watched).registrations().getFirst().state())
                .isEqualTo(RegisteredState.TERMINATED);
            assertThat(only(registration(watched)).change()).contains(ContactChange.UNREGISTERED);
          }
        });
  }

  private static RegInfo registration(Subscription watched) {
    return watched.state(BodyFormat.REG).orElseThrow();
  }

  private static RegisteredContact only(RegInfo info) {
    assertThat(info.contacts()).hasSize(1);
    return info.contacts().getFirst();
  }

  // bob --SUBSCRIBE (dialog)--> server --SUBSCRIBE--> alice, who tells her own calls
  @Test
  void dialogsThatNobodyPublishedAreAskedForAtTheUser(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = site(world)) {
            var alice = site.registered("alice", "10.0.0.1", "udp");
            alice.reconfigure(options -> options.ownDialogs(true));
            var bob = site.registered("bob", "10.0.0.2", "udp");
            bob.onCall(call -> call.answer(Site.BOB).awaitOk());
            var lamp = bob.subscribe(ALICE, "dialog").awaitOk();
            assertThat(site.server.subscriptions()).isZero();
            var call = alice.call("sip:bob@example.com", Site.ALICE);
            call.outcome().awaitOk();
            bob.sleep(Duration.ofSeconds(3));
            assertThat(lamp.state(BodyFormat.DIALOG).filter(DialogInfo::isBusy)).isPresent();
          }
        });
  }

  @Test
  void packagesThatNobodyTellsAreNotToldByTheServerEither(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = site(world)) {
            var bob = site.endpoint("bob", "10.0.0.2", "udp");
            var outcome = bob.subscribe(ALICE, "x-queue").outcome().await();
            assertThat(outcome).isInstanceOf(SubscriptionOutcome.Refused.class);
          }
        });
  }

  @Test
  void aServerThatTellsNoStatesSaysSo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world)) {
            assertThatIllegalStateException()
                .isThrownBy(() -> site.server.messageWaiting("bob", MessageSummary.voice(1, 0)))
                .withMessageContaining("events(true)");
          }
        });
  }
}

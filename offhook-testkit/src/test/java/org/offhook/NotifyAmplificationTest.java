package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;
import org.offhook.ua.Limits;

/** Who forges the Contact of a SUBSCRIBE or REFER does not turn it into many NOTIFYs elsewhere. */
@ExtendWith(SimWorldExtension.class)
class NotifyAmplificationTest {

  private static final Contact VICTIM = Contact.of(SipUri.parse("sip:victim@10.0.0.9"));

  /** Timer E: as often as a request without an answer is repeated (RFC 3261 §17.1.2.1). */
  private static final int REPETITIONS = 10;

  private static UnaryOperator<EndpointOptions.Builder> repeats(int count, long bytes) {
    var most = new Limits.Repeats(count, bytes, Duration.ofSeconds(64));
    return options ->
        options.events(EventPackage.of("x-queue")).limits(Limits.DEFAULT.withRepeats(most));
  }

  private static Phone victim(SimWorld world) throws InterruptedException {
    return new Phone(world, "victim", "10.0.0.9", "10.0.0.1");
  }

  private static void accepts(Endpoint alice, int bytes) {
    alice.onSubscribe(wish -> wish.accept(NotifyBody.text("text/plain", "x".repeat(bytes))));
    alice.onRefer(IncomingRefer::acceptWithoutCall);
  }

  private static void subscribe(Phone phone, String callId, Contact contact) {
    new Subscribing(phone, callId, "x-queue")
        .subscribe(600, builder -> builder.set(HeaderName.CONTACT, contact));
  }

  private static int bytes(Phone phone) {
    return phone.got().stream().mapToInt(one -> one.message().toBytes().length).sum();
  }

  // 20 × SUBSCRIBE (Contact: victim): 12 NOTIFYs and 12 repetitions, not 220
  @Test
  @Rfc("SEC-23")
  @EndsQuiet
  void notifiesToAForgedContactAreLimitedForAllSubscriptionsTogether(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(12, 1_000_000));
              var victim = victim(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            accepts(alice, 10);
            for (int i = 0; i < 20; i++) {
              subscribe(eve, "forged" + i, VICTIM);
            }
            alice.sleep(Duration.ofSeconds(40));
            assertThat(eve.count("SIP/2.0 200")).isEqualTo(20);
            assertThat(victim.count("NOTIFY")).isEqualTo(12 + 12);
            assertThat(alice.stats().await().refused(Limit.REPEATS)).isPositive();
            assertThat(alice.parts().isIdle()).isTrue();
          }
        });
  }

  @Test
  @Rfc("SEC-23")
  void theyAreLimitedInBytesToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(1_000, 10_000));
              var victim = victim(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            accepts(alice, 800);
            for (int i = 0; i < 20; i++) {
              subscribe(eve, "forged" + i, VICTIM);
            }
            alice.sleep(Duration.ofSeconds(40));
            assertThat(bytes(victim)).isBetween(15_000, 20_000);
          }
        });
  }

  @Test
  @Rfc("SEC-23")
  void referIsNoWayAroundIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(3, 1_000_000));
              var victim = victim(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            accepts(alice, 10);
            for (int i = 0; i < 5; i++) {
              eve.caller("refer" + i)
                  .send(
                      Method.REFER,
                      request ->
                          request
                              .raw("Refer-To", "<sip:carol@10.0.0.3>")
                              .set(HeaderName.CONTACT, VICTIM));
            }
            alice.sleep(Duration.ofSeconds(33));
            assertThat(victim.count("NOTIFY")).isEqualTo(3 + 3);
          }
        });
  }

  // INVITE (Contact: victim), no ACK: the BYE at the end
  @Test
  @Rfc("SEC-23")
  void byesAfterAnswersThatNobodyAcknowledgedCountToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(2, 1_000_000));
              var victim = victim(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            for (int i = 0; i < 4; i++) {
              eve.caller("call" + i)
                  .send(
                      Method.INVITE,
                      request ->
                          request
                              .set(HeaderName.CONTACT, VICTIM)
                              .body(
                                  org.offhook.message.MediaType.APPLICATION_SDP,
                                  Phone.SDP.toBytes()));
            }
            alice.sleep(Duration.ofSeconds(70));
            assertThat(victim.count("BYE")).isEqualTo(2 + 2);
          }
        });
  }

  // --SUBSCRIBE--> <--200-- <--NOTIFY-- --200--> : the address is there, and all of it is told
  @Test
  void whoAnswersANotifyIsProvenAndOthersBehindTheSameAddressAreToldInTime(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(0, 0));
              var bob = Scene.bob(world)) {
            accepts(alice, 10);
            for (int i = 0; i < 5; i++) {
              subscribe(bob, "s" + i, bob.contact());
            }
            for (int i = 0; i < 5; i++) {
              var notify = bob.awaitRequest(Method.NOTIFY, Duration.ofSeconds(1));
              bob.send(SipResponse.to(notify, Status.OK).build());
            }
            bob.silence(Duration.ofSeconds(40));
            subscribe(bob, "lost", bob.contact());
            alice.sleep(Duration.ofSeconds(40));
            assertThat(bob.count("NOTIFY")).isEqualTo(5 + 1 + REPETITIONS);
          }
        });
  }

  @Test
  void whoIsTrustedIsNotLimited(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(world, options -> repeats(0, 0).apply(options).trust("10.0.0.2"));
              var bob = Scene.bob(world)) {
            accepts(alice, 10);
            subscribe(bob, "one", bob.contact());
            subscribe(bob, "two", bob.contact());
            alice.sleep(Duration.ofSeconds(33));
            assertThat(bob.count("NOTIFY")).isEqualTo(2 * (1 + REPETITIONS));
          }
        });
  }
}

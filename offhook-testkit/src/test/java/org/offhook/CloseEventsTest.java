package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.EventPackage;

/** An endpoint is closed while states are subscribed to, told and published. */
class CloseEventsTest {

  private interface Scenario {
    List<Pending<?>> set(Endpoint alice, Phone phone) throws Exception;
  }

  /** What the phone does about the first request that comes after the close. */
  private interface Reply {
    void to(Phone phone) throws Exception;
  }

  private static List<String> closeIn(Scenario scenario, Reply reply) throws Exception {
    var got = new ArrayList<String>();
    try (var world = new SimWorld(3)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            var alice = Scene.alice(world, options -> options.events(EventPackage.of("x-queue")));
            var pending = scenario.set(alice, phone);
            phone.forget();
            int before = phone.got().size();
            var began = world.now();
            world
                .userThreads()
                .start(
                    "phone",
                    () -> {
                      try {
                        reply.to(phone);
                      } catch (Exception e) {
                        throw new AssertionError(e);
                      }
                    });
            alice.close();
            var took = world.now().minus(began);
            assertThat(took).isLessThanOrEqualTo(Duration.ofMillis(2_100));
            world.advance(Duration.ofMillis(50));
            if (!reply.equals(NONE)) {
              assertThat(took).isLessThan(Duration.ofSeconds(1));
            }
            assertThat(pending).allMatch(Pending::isDone);
            phone.got().stream()
                .skip(before)
                .map(one -> one.message().startLine())
                .forEach(line -> got.add(line.substring(0, line.indexOf(' '))));
            phone.close();
            assertThat(alice.subscribe("sip:x@10.0.0.2", "a").ended().await().isOk()).isFalse();
            assertThat(
                    alice
                        .publish("sip:x@10.0.0.2", "a", NotifyBody.text("text/plain", ""))
                        .outcome()
                        .await()
                        .isOk())
                .isFalse();
          });
      world.assertQuiet();
    }
    return got;
  }

  private static final Reply NONE = phone -> {};

  @Test
  void aSubscriptionIsGivenUp() throws Exception {
    var leg = new Notifying[1];
    Scenario up =
        (alice, phone) -> {
          var subscription = alice.subscribe("sip:bob@10.0.0.2", "presence");
          leg[0] = Notifying.of(phone);
          leg[0].accept("active;expires=3600");
          return List.of(subscription.ended(), subscription.outcome());
        };
    Reply polite =
        phone -> {
          assertThat(leg[0].awaitRefresh().headers().texts("Expires")).containsExactly("0");
          leg[0].answer(200, "Expires: 0");
          leg[0].told("terminated;reason=timeout", 200);
        };
    assertThat(closeIn(up, polite)).containsExactly("SUBSCRIBE", "SIP/2.0");
    assertThat(closeIn(up, NONE)).contains("SUBSCRIBE");
  }

  @Test
  void whatIsOnItsWayIsGivenUp() throws Exception {
    assertThat(
            closeIn(
                (alice, phone) -> {
                  var subscription = alice.subscribe("sip:bob@10.0.0.2", "presence");
                  phone.request(Method.SUBSCRIBE);
                  return List.of(
                      subscription.ended(), subscription.outcome(), subscription.refresh());
                },
                NONE))
        .doesNotContain("PUBLISH");
    // between two attempts nothing is sent
    assertThat(
            closeIn(
                (alice, phone) -> {
                  var subscription = alice.subscribe("sip:bob@10.0.0.2", "presence");
                  Notifying.of(phone).answer(503, "Retry-After: 100");
                  subscription.outcome().await();
                  return List.of(subscription.ended());
                },
                NONE))
        .isEmpty();
  }

  @Test
  @Rfc("EVT-20")
  void subscribersAreToldToComeBack() throws Exception {
    var leg = new Subscribing[1];
    Scenario up =
        (alice, phone) -> {
          leg[0] = new Subscribing(phone, "s", "x-queue");
          leg[0].subscribe(600);
          var wish = ((SubscriptionEvent.Received) alice.events().take()).subscription();
          var notifier = wish.accept(NotifyBody.text("text/plain", "a"));
          leg[0].answer(200);
          leg[0].told();
          return List.of(notifier.ended());
        };
    Reply polite = phone -> assertThat(leg[0].told()).isEqualTo("terminated;reason=deactivated a");
    assertThat(closeIn(up, polite)).containsExactly("NOTIFY");
    assertThat(closeIn(up, NONE)).contains("NOTIFY");
  }

  @Test
  void whatWasNotDecidedIsRefused() throws Exception {
    assertThat(
            closeIn(
                (alice, phone) -> {
                  new Subscribing(phone, "s", "x-queue").subscribe(600);
                  alice.events().take();
                  return List.of();
                },
                NONE))
        .containsExactly("SIP/2.0");
  }

  @Test
  void aPublishedStateIsRemoved() throws Exception {
    Scenario up =
        (alice, phone) -> {
          var publication =
              alice.publish("sip:bob@10.0.0.2", "presence", NotifyBody.text("text/plain", "open"));
          answer(phone, "A", 3600);
          return List.of(publication.outcome());
        };
    Reply polite = phone -> answer(phone, "B", 0);
    assertThat(closeIn(up, polite)).containsExactly("PUBLISH");
    assertThat(closeIn(up, NONE)).contains("PUBLISH");
  }

  private static void answer(Phone phone, String tag, int seconds) throws InterruptedException {
    var publish = phone.request(Method.PUBLISH);
    phone.send(
        SipResponse.to(publish, Status.OK)
            .raw("SIP-ETag", tag)
            .raw("Expires", Integer.toString(seconds))
            .build());
  }
}

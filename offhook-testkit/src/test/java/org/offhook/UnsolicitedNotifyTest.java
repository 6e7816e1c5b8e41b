package org.offhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** NOTIFYs that nobody subscribed to, as old servers send them: RFC 6665 §4.1.3. */
@ExtendWith(SimWorldExtension.class)
class UnsolicitedNotifyTest {

  @Test
  @Rfc("EVT-25")
  void theyAreRefusedByDefault(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            phone
                .caller("u")
                .send(
                    Method.NOTIFY,
                    b -> b.raw("Event", "message-summary").raw("Subscription-State", "active"));
            phone.response(481, Method.NOTIFY);
            phone.caller("v").send(Method.NOTIFY, b -> b.raw("Event", "message-summary"));
            phone.response(400, Method.NOTIFY);
            assertThat(alice.events().size()).isZero();
          }
        });
  }

  @Test
  @Rfc("EVT-25")
  void theyAreToldWhereThatIsWanted(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world, options -> options.unsolicitedNotify(true))) {
            phone
                .caller("u")
                .send(
                    Method.NOTIFY,
                    b ->
                        b.raw("Event", "message-summary")
                            .body(
                                org.offhook.message.MediaType.TEXT_PLAIN,
                                "Messages-Waiting: yes".getBytes(UTF_8)));
            phone.response(200, Method.NOTIFY);
            var told = (SubscriptionEvent.Unsolicited) alice.events().take();
            assertThat(new String(told.request().body(), UTF_8)).isEqualTo("Messages-Waiting: yes");
            assertThat(told.asked()).isEmpty();
            assertThat(Notification.of(told.request())).as("no Subscription-State").isEmpty();
            phone.caller("v").send(Method.NOTIFY);
            phone.response(400, Method.NOTIFY);
            assertThat(alice.events().size()).isZero();
            assertThat(alice.parts().isIdle()).isTrue();
          }
        });
  }

  @Test
  void whatOneSaysOfTheSubscriptionIsRead(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world, options -> options.unsolicitedNotify(true))) {
            phone
                .caller("u")
                .send(
                    Method.NOTIFY,
                    b ->
                        b.raw("Event", "presence")
                            .raw("Subscription-State", "terminated;reason=noresource"));
            phone.response(200, Method.NOTIFY);
            var request = ((SubscriptionEvent.Unsolicited) alice.events().take()).request();
            var told = Notification.of(request).orElseThrow();
            assertThat(told.state()).isEqualTo(Subscription.State.ENDED);
            assertThat(told.reason()).contains("noresource");
            assertThat(told.request()).isEqualTo(request);
            var other = request.toBuilder().method(Method.MESSAGE).build();
            assertThat(Notification.of(other)).as("no NOTIFY").isEmpty();
          }
        });
  }

  // <--NOTIFY (Require: eventlist)-- --420--> : told or not, nobody asked for a list
  @Test
  void aListThatNobodyAskedForIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world, options -> options.unsolicitedNotify(true))) {
            phone
                .caller("u")
                .send(
                    Method.NOTIFY,
                    b -> b.raw("Event", "message-summary").raw("Require", "eventlist"));
            var refusal = phone.response(420, Method.NOTIFY);
            assertThat(refusal.headers().texts("Unsupported")).containsExactly("eventlist");
            assertThat(alice.events().size()).isZero();
          }
        });
  }
}

package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.DialogEnd;
import org.offhook.eventpackage.DialogInfo;
import org.offhook.eventpackage.DialogPhase;
import org.offhook.eventpackage.DialogRole;
import org.offhook.eventpackage.DialogState;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;

/** Alice's calls as a phone that watches her is told them: RFC 4235. */
@ExtendWith(SimWorldExtension.class)
class OwnDialogsTest {

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Scene.alice(world, options -> options.ownDialogs(true));
  }

  private static Phone lamp(SimWorld world) throws InterruptedException {
    return new Phone(world, "lamp", "10.0.0.9", "10.0.0.1");
  }

  private static DialogInfo info(SipRequest notify) {
    return DialogInfo.parse(notify.body()).orElseThrow();
  }

  /** Takes the next document and answers 200. */
  private static DialogInfo told(Subscribing watcher) throws InterruptedException {
    var notify = watcher.take();
    watcher.reply(200);
    return info(notify);
  }

  private static DialogState only(DialogInfo info) {
    assertThat(info.dialogs()).hasSize(1);
    return info.dialogs().getFirst();
  }

  private static Subscribing watching(Phone lamp) throws InterruptedException {
    var watcher = new Subscribing(lamp, "w", "dialog");
    watcher.subscribe(3600);
    watcher.answer(200);
    return watcher;
  }

  // lamp --SUBSCRIBE--> <--NOTIFY (0, full: none)-- ; bob --INVITE--> alice: trying, early,
  // confirmed, held, terminated: <--NOTIFY (1, 2, 3, 4, 5: partial)--
  @Test
  @Rfc("EVT-31")
  void aCallIsToldFromItsFirstMessageToItsEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var lamp = lamp(world);
          try (var alice = alice(world)) {
            var watcher = watching(lamp);
            var first = told(watcher);
            assertThat(first.isFull()).isTrue();
            assertThat(first.version()).isZero();
            assertThat(first.entity()).isEqualTo("sip:alice@10.0.0.1");
            assertThat(first.dialogs()).isEmpty();

            world.advance(Duration.ofSeconds(2));
            var leg = bob.caller("c1");
            leg.invite(Phone.sdp(4000));
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            var trying = told(watcher);
            assertThat(trying.isFull()).isFalse();
            assertThat(trying.version()).isEqualTo(1);
            var dialog = only(trying);
            assertThat(dialog.phase()).isEqualTo(DialogPhase.TRYING);
            assertThat(dialog.role()).contains(DialogRole.RECIPIENT);
            assertThat(dialog.remote().orElseThrow().identity()).contains("sip:phone@10.0.0.2");
            assertThat(dialog.local().orElseThrow().identity()).contains("sip:alice@10.0.0.1");

            world.advance(Duration.ofSeconds(2));
            call.ring();
            var early = only(told(watcher));
            assertThat(early.id()).isEqualTo(dialog.id());
            assertThat(early.phase()).isEqualTo(DialogPhase.EARLY);
            assertThat(early.code()).hasValue(180);

            world.advance(Duration.ofSeconds(2));
            call.answer(Scene.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            var confirmed = only(told(watcher));
            assertThat(confirmed.phase()).isEqualTo(DialogPhase.CONFIRMED);
            var names = confirmed.names().orElseThrow();
            assertThat(names.callId()).isEqualTo("c1");
            assertThat(names.remoteTag()).isEqualTo("p-c1");
            assertThat(names.localTag()).isNotBlank();
            assertThat(confirmed.duration()).contains(Duration.ZERO);
            assertThat(confirmed.local().orElseThrow().isOnHold()).isFalse();

            world.advance(Duration.ofSeconds(61));
            call.hold();
            var reinvite = bob.awaitRequest(Method.INVITE);
            leg.reply(reinvite, 200, Phone.sdp(4000));
            var held = only(told(watcher));
            assertThat(held.local().orElseThrow().isOnHold()).isTrue();
            assertThat(held.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(60));

            world.advance(Duration.ofSeconds(2));
            leg.send(Method.BYE);
            var last = told(watcher);
            assertThat(last.version()).isEqualTo(5);
            var over = only(last);
            assertThat(over.phase()).isEqualTo(DialogPhase.TERMINATED);
            assertThat(over.end()).contains(DialogEnd.REMOTE_BYE);
            assertThat(lamp.count("NOTIFY")).isEqualTo(6);
          }
        });
  }

  // lamp --SUBSCRIBE--> <--NOTIFY (full: the call that is up)-- ; --SUBSCRIBE (refresh)-->
  // <--NOTIFY (full)--
  @Test
  @Rfc("EVT-31")
  void whoComesLaterOrRefreshesIsToldAllCalls(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var lamp = lamp(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            bob.callee(invite, "b").reply(invite, 200, Phone.sdp(4000));
            call.outcome().awaitOk();
            var watcher = watching(lamp);
            var first = told(watcher);
            assertThat(first.isFull()).isTrue();
            assertThat(only(first).phase()).isEqualTo(DialogPhase.CONFIRMED);
            assertThat(only(first).role()).contains(DialogRole.INITIATOR);
            world.advance(Duration.ofSeconds(100));
            watcher.subscribe(3600);
            watcher.answer(200);
            var again = told(watcher);
            assertThat(again.isFull()).isTrue();
            assertThat(again.version()).isEqualTo(1);
            assertThat(only(again).duration()).contains(Duration.ofSeconds(100));
          }
        });
  }

  // two calls begin and end within a second: <--NOTIFY (their sum)-- after it
  @Test
  @Rfc("EVT-31")
  void whatChangesWithinASecondIsToldTogether(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var lamp = lamp(world);
          try (var alice = alice(world)) {
            var watcher = watching(lamp);
            told(watcher);
            var one = bob.caller("c1");
            one.invite(Phone.sdp(4000));
            var first = ((CallEvent.Incoming) alice.events().take()).call();
            first.ring();
            var two = bob.caller("c2");
            two.invite(Phone.sdp(4002));
            var second = ((CallEvent.Incoming) alice.events().take()).call();
            second.reject(Status.BUSY_HERE);
            var sum = told(watcher);
            assertThat(only(sum).phase()).isEqualTo(DialogPhase.EARLY);
            assertThat(sum.version()).isEqualTo(1);
            world.advance(Duration.ofSeconds(5));
            assertThat(lamp.count("NOTIFY")).isEqualTo(2);
          }
        });
  }

  // a NOTIFY is answered 500: <--NOTIFY (full)-- follows
  @Test
  @Rfc("EVT-31")
  void afterANotifyThatFailedTheWholeStateIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var lamp = lamp(world);
          try (var alice = alice(world)) {
            var watcher = watching(lamp);
            told(watcher);
            world.advance(Duration.ofSeconds(2));
            bob.caller("c1").invite(Phone.sdp(4000));
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            watcher.take();
            watcher.reply(500);
            world.advance(Duration.ofSeconds(60));
            call.ring();
            var next = told(watcher);
            assertThat(next.isFull()).isTrue();
            assertThat(next.dialogs()).hasSize(1);
          }
        });
  }

  @Test
  void causesOfEndsHaveTheirReasons(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var lamp = lamp(world);
          try (var alice = alice(world)) {
            var watcher = watching(lamp);
            told(watcher);
            var call = Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            told(watcher);
            world.advance(Duration.ofSeconds(2));
            bob.callee(invite, "b").reply(invite, 486);
            call.ended().await();
            var refused = only(told(watcher));
            assertThat(refused.end()).contains(DialogEnd.REJECTED);
            assertThat(refused.code()).hasValue(486);
          }
        });
  }

  // the same between two endpoints, in their types
  @Test
  @Rfc("EVT-31")
  void anotherEndpointPutsTheDocumentsTogether(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var carol = Scene.endpoint(world, "carol", "10.0.0.3", options -> options)) {
            carol.onCall(call -> call.answer(Scene.SDP).awaitOk());
            var lamp = carol.subscribe("sip:alice@10.0.0.1", "dialog").awaitOk();
            assertThat(lamp.state(BodyFormat.DIALOG).orElseThrow().isBusy()).isFalse();
            var call = alice.call("sip:carol@10.0.0.3", Scene.SDP);
            call.outcome().awaitOk();
            carol.sleep(Duration.ofSeconds(3));
            var up = lamp.state(BodyFormat.DIALOG).orElseThrow();
            assertThat(only(up).phase()).isEqualTo(DialogPhase.CONFIRMED);
            call.hangUp().await();
            carol.sleep(Duration.ofSeconds(3));
            assertThat(lamp.state(BodyFormat.DIALOG).orElseThrow().isBusy()).isFalse();
          }
        });
  }

  // --SUBSCRIBE--> <--NOTIFY (0, full)-- <--NOTIFY (2, partial)-- --SUBSCRIBE--> <--NOTIFY (3,
  // full)--
  @Test
  @Rfc("EVT-31")
  void aGapIsRepairedByARefresh(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var lamp = alice.subscribe("sip:bob@10.0.0.2", "dialog");
            var notifier = Notifying.of(bob);
            notifier.answer(200, "Expires: 3600");
            tell(notifier, DialogInfo.full("sip:bob@10.0.0.2", 0, List.of()));
            lamp.awaitOk();
            var ringing = DialogState.builder("x", DialogPhase.EARLY).build();
            tell(notifier, DialogInfo.partial("sip:bob@10.0.0.2", 2, List.of(ringing)));
            notifier.awaitRefresh();
            notifier.answer(200, "Expires: 3600");
            tell(notifier, DialogInfo.full("sip:bob@10.0.0.2", 3, List.of()));
            alice.sleep(Duration.ofSeconds(1));
            assertThat(lamp.state(BodyFormat.DIALOG).orElseThrow().dialogs()).isEmpty();
            tell(notifier, DialogInfo.partial("sip:bob@10.0.0.2", 4, List.of(ringing)));
            alice.sleep(Duration.ofSeconds(1));
            assertThat(lamp.state(BodyFormat.DIALOG).orElseThrow().isBusy()).isTrue();
            assertThat(bob.count("SUBSCRIBE")).isEqualTo(2);
          }
        });
  }

  private static void tell(Notifying notifier, DialogInfo info) {
    notifier.tell("active;expires=3600", request -> request.body(DialogInfo.TYPE, info.toBytes()));
  }

  // without the option the program decides, one by one
  @Test
  void aProgramMayDecideWhoIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var lamp = lamp(world);
          try (var alice = Scene.alice(world, options -> options.events(EventPackage.DIALOG))) {
            alice.onSubscribe(IncomingSubscription::acceptDialogs);
            assertThat(told(watching(lamp)).isFull()).isTrue();
          }
        });
  }
}

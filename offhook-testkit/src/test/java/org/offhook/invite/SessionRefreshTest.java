package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.invite.Up.sdp;
import static org.offhook.invite.Up.with;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.Phone;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.sdp.Direction;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** The side that refreshes a session: RFC 4028 §7.4 and §10. */
@ExtendWith(SimWorldExtension.class)
class SessionRefreshTest {

  private static final String OURS = "1800;refresher=uac";
  private static final Duration JUST_BEFORE_HALF = Duration.ofSeconds(899);

  private static void grant(Phone phone, Phone.Leg leg, SipRequest refresh) {
    var ok = leg.response(refresh, 200).raw("Session-Expires", OURS);
    if (refresh.hasBody()) {
      ok.body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes());
    }
    phone.send(ok.build());
  }

  // at half the interval --UPDATE (no body, 1800, uac)--> <--200-- ; again after the same time
  @Test
  @Rfc("CALL-40")
  @EndsQuiet
  void aRefreshIsAnUpdateWithoutBodyAtHalfTheInterval(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "INVITE, ACK, BYE, UPDATE");
            for (int i = 0; i < 4; i++) {
              phone.silence(JUST_BEFORE_HALF);
              var refresh = phone.request(Method.UPDATE);
              assertThat(refresh.hasBody()).isFalse();
              assertThat(refresh.headers().text("Session-Expires")).hasValue(OURS);
              assertThat(refresh.headers().all(HeaderName.SUPPORTED)).contains("timer");
              grant(phone, up.leg(), refresh);
            }
            up.end();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
          }
          phone.close();
        });
  }

  // the peer takes no UPDATE: --INVITE (the description in force, same version)-->
  @Test
  @Rfc("CALL-40")
  @EndsQuiet
  void withoutUpdateARefreshIsAReinviteThatChangesNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "INVITE, ACK, BYE");
            up.call().hold();
            var hold = phone.request(Method.INVITE);
            phone.send(
                up.leg()
                    .response(hold, 200)
                    .raw("Session-Expires", OURS)
                    .body(MediaType.APPLICATION_SDP, with(Direction.RECVONLY).toBytes())
                    .build());
            phone.request(Method.ACK);
            up.call().events().take();
            phone.silence(JUST_BEFORE_HALF);
            var refresh = phone.request(Method.INVITE);
            assertThat(sdp(refresh)).isEqualTo(sdp(hold));
            assertThat(refresh.headers().text("Session-Expires")).hasValue(OURS);
            up.leg().reply(refresh, 200, with(Direction.RECVONLY));
            phone.request(Method.ACK);
            up.end();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
          }
          phone.close();
        });
  }

  // --UPDATE--> <--481--, <--408-- or nothing: --BYE-->
  @Test
  @Rfc("CALL-41")
  @EndsQuiet
  void aRefreshThatShowsThatThePeerIsGoneEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            for (int code : new int[] {481, 408, 0}) {
              var up = Timed.up(alice, phone, OURS, "UPDATE");
              phone.silence(JUST_BEFORE_HALF);
              var refresh = phone.request(Method.UPDATE);
              if (code > 0) {
                up.leg().reply(refresh, code);
              }
              up.leg().reply(phone.awaitRequest(Method.BYE), 200);
              assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
            }
          }
          phone.close();
        });
  }

  // <--491--, <--500 (Retry-After)--, <--503-- : tried again, before the session is over
  @Test
  @Rfc({"CALL-40", "DLG-31"})
  void aRefreshThatIsRefusedForNowIsTriedAgain(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "UPDATE");
            phone.silence(JUST_BEFORE_HALF);
            up.leg().reply(phone.request(Method.UPDATE), 491);
            phone.silence(Duration.ofSeconds(2));
            var second = phone.request(Method.UPDATE);
            phone.send(up.leg().response(second, 500).raw("Retry-After", "10").build());
            phone.silence(Duration.ofMillis(9_900));
            up.leg().reply(phone.request(Method.UPDATE), 503);
            phone.silence(Duration.ofSeconds(200));
            grant(phone, up.leg(), phone.request(Method.UPDATE));
            phone.silence(JUST_BEFORE_HALF);
            grant(phone, up.leg(), phone.request(Method.UPDATE));
            up.end();
          }
        });
  }

  // half of 90 s: --UPDATE--> again and again; its 200 comes 20 s later, when 25 s are left
  @Test
  @Rfc("CALL-41")
  void aRefreshThatIsUnderWayIsWaitedForAsLongAsTheSessionLasts(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var brief = "90;refresher=uac";
            var up = Timed.up(alice, phone, brief, "UPDATE");
            var refresh = phone.awaitRequest(Method.UPDATE);
            alice.sleep(Duration.ofSeconds(20));
            phone.send(up.leg().response(refresh, 200).raw("Session-Expires", brief).build());
            alice.sleep(Duration.ofSeconds(40));
            assertThat(up.call().ended().isDone()).isFalse();
            up.leg().reply(phone.awaitRequest(Method.BYE), 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
          }
          phone.close();
        });
  }

  // half of 90 s: --UPDATE-->, whose 200 is lost for 20 s: the peer counts since it sent it first
  @Test
  @Rfc("CALL-41")
  void theNextRefreshIsDueFromWhenThePeerMayHaveAnsweredTheLast(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var brief = "90;refresher=uac";
            var up = Timed.up(alice, phone, brief, "UPDATE");
            var refresh = phone.awaitRequest(Method.UPDATE);
            var sent = world.now();
            alice.sleep(Duration.ofSeconds(20));
            phone.send(up.leg().response(refresh, 200).raw("Session-Expires", brief).build());
            var next = phone.awaitRequest(Method.UPDATE);
            while (next.cSeq().number() == refresh.cSeq().number()) {
              next = phone.awaitRequest(Method.UPDATE); // repeated while nothing was answered
            }
            grant(phone, up.leg(), next);
            assertThat(world.now().minus(sent))
                .isBetween(Duration.ofSeconds(44), Duration.ofMillis(45_500));
            up.end();
          }
          phone.close();
        });
  }

  // <--503-- to each: hung up before the session is over
  @Test
  @Rfc("CALL-41")
  @EndsQuiet
  void aSessionThatIsNeverRefreshedEndsInTime(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "UPDATE");
            var at = world.now();
            phone.silence(JUST_BEFORE_HALF);
            var next = phone.take();
            int asked = 0;
            while (next instanceof SipRequest refresh && refresh.method().equals(Method.UPDATE)) {
              asked++;
              up.leg().reply(refresh, 503);
              int before = phone.got().size();
              while (phone.got().size() == before) {
                alice.sleep(Duration.ofMillis(400));
              }
              next = phone.take();
            }
            assertThat(asked).isBetween(3, 25);
            assertThat(next.startLine()).startsWith("BYE");
            assertThat(world.now().minus(at))
                .isBetween(Duration.ofSeconds(1767), Duration.ofSeconds(1770));
            up.leg().reply((SipRequest) next, 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.EXPIRED);
          }
          phone.close();
        });
  }

  // --UPDATE--> <--501-- --INVITE--> : a peer whose Allow promises too much
  @Test
  @Rfc("CALL-40")
  void aPeerThatDoesNotKnowUpdateIsRefreshedByReinvite(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "UPDATE");
            phone.silence(JUST_BEFORE_HALF);
            up.leg().reply(phone.request(Method.UPDATE), 501);
            grant(phone, up.leg(), phone.request(Method.INVITE));
            phone.request(Method.ACK);
            phone.silence(JUST_BEFORE_HALF);
            grant(phone, up.leg(), phone.request(Method.INVITE));
            phone.request(Method.ACK);
            up.end();
          }
        });
  }

  // a hold in between starts the time anew, and says how long and who
  @Test
  @Rfc("CALL-40")
  void anOwnChangeIsARefreshToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "UPDATE");
            alice.sleep(Duration.ofSeconds(800));
            var held = up.call().hold();
            var hold = phone.request(Method.INVITE);
            assertThat(hold.headers().text("Session-Expires")).hasValue(OURS);
            grant(phone, up.leg(), hold);
            phone.request(Method.ACK);
            held.awaitOk();
            phone.silence(JUST_BEFORE_HALF);
            grant(phone, up.leg(), phone.request(Method.UPDATE));
            up.end();
          }
        });
  }

  // the hold still waits for its answer when the refresh is due: one of them is enough
  @Test
  @Rfc({"CALL-40", "DLG-33"})
  void aRefreshThatIsDueDuringAChangeIsDoneByIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "UPDATE");
            alice.sleep(Duration.ofSeconds(895));
            var held = up.call().hold();
            var hold = phone.request(Method.INVITE);
            up.leg().reply(hold, 100);
            phone.silence(Duration.ofSeconds(10));
            grant(phone, up.leg(), hold);
            phone.request(Method.ACK);
            held.awaitOk();
            phone.silence(JUST_BEFORE_HALF.minusSeconds(10)); // since the hold was sent
            grant(phone, up.leg(), phone.request(Method.UPDATE));
            up.end();
          }
        });
  }

  // --UPDATE--> crosses <--BYE-- : the BYE is answered, nothing follows
  @Test
  @Rfc("CALL-41")
  @EndsQuiet
  void aRefreshThatCrossesAByeIsOver(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, OURS, "UPDATE");
            phone.silence(JUST_BEFORE_HALF);
            var refresh = phone.request(Method.UPDATE);
            up.leg().send(Method.BYE);
            phone.response(200, Method.BYE);
            up.leg().reply(refresh, 481);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            phone.silence(Duration.ofHours(1));
          }
          phone.close();
        });
  }

  // hung up while --UPDATE--> waits: BYE, and nothing of the timer is left
  @Test
  @Rfc("CALL-41")
  @EndsQuiet
  void hangingUpDuringARefreshEndsIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            for (int code : new int[] {200, 491, 481}) {
              var up = Timed.up(alice, phone, OURS, "UPDATE");
              phone.silence(JUST_BEFORE_HALF);
              var refresh = phone.request(Method.UPDATE);
              var ended = up.call().hangUp();
              up.leg().reply(phone.request(Method.BYE), 200);
              up.leg().reply(refresh, code);
              assertThat(ended.await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
              phone.silence(Duration.ofHours(1));
            }
          }
          phone.close();
        });
  }
}

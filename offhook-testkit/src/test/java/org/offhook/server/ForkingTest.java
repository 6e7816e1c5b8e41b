package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.message.HeaderName;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Forks, their responses and their end (RFC 3261 §16.7, §16.8, §16.10). */
@ExtendWith(SimWorldExtension.class)
class ForkingTest {

  private static final String BOB = "sip:bob@example.com";

  private interface Script {
    void play(Site site, ScriptedPeer caller, ScriptedPeer desk, ScriptedPeer mobile)
        throws Exception;
  }

  /** A caller, and two phones of bob. */
  private static void forked(SimWorld world, Script script) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world)) {
            var desk = site.phone("desk", "bob", "10.0.0.2");
            var mobile = site.phone("mobile", "bob", "10.0.0.3");
            script.play(site, site.caller(), desk, mobile);
            assertThat(site.server.counters().faults()).isZero();
          }
        });
  }

  /**
   *
   *
   * <pre>
   * caller         proxy          desk          mobile
   *   |-- INVITE -->|-- INVITE ---->|              |
   *   |<--- 100 ----|-- INVITE -------------------->|
   *   |<--- 180 ----|<---- 180 -----|              |
   *   |<--- 180 ----|<---- 180 --------------------|
   *   |<--- 200 ----|<---- 200 -----|              |
   *   |             |-- CANCEL -------------------->|
   *   |             |<---- 200 / 487 --------------|
   *   |---- ACK --->|----- ACK ---->|              |
   * </pre>
   */
  @Test
  void allPhonesRingAndTheOthersAreCancelledWhenOneAnswers(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("INVITE", BOB).expect(100);
          desk.expect("INVITE").reply(180);
          mobile.expect("INVITE").reply(180);
          caller.expect(180).expect(180);
          desk.replyTo("INVITE", 200);
          caller.expect(200).send("ACK");
          mobile
              .expect("CANCEL")
              .header("Reason", reason -> assertThat(reason).contains("cause=200"))
              .reply(200)
              .replyTo("INVITE", 487)
              .expect("ACK");
          desk.expect("ACK").send("BYE");
          caller.expect("BYE").reply(200);
          desk.expect(200);
        });
  }

  @Test
  void everySuccessIsForwardedWhateverCameBefore(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("INVITE", BOB);
          desk.expect("INVITE").reply(200);
          mobile.expect("INVITE").reply(200);
          caller.expect(200);
          String first = caller.response().to().tag().orElseThrow();
          caller.expect(200);
          assertThat(caller.response().to().tag().orElseThrow()).isNotEqualTo(first);
          mobile.again();
          caller.expectAgain(200);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "486, 404, 486",
    "404, 302, 302",
    "500, 486, 486",
    "486, 401, 401",
    "480, 603, 603",
    "503, 503, 500",
    "503, 500, 500",
    "401, 407, 401"
  })
  void theBestResponseIsForwardedWhenAllAreThere(int one, int other, int best, SimWorld world)
      throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("INVITE", BOB);
          desk.expect("INVITE").reply(one).expect("ACK");
          caller.expect(100).silence(Duration.ofMillis(100));
          mobile.expect("INVITE").reply(other).expect("ACK");
          caller.expect(best).send("ACK").silence(Duration.ofSeconds(33));
        });
  }

  @Test
  void aGlobalFailureCancelsTheOthersBeforeItIsForwarded(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("INVITE", BOB).expect(100);
          mobile.expect("INVITE").reply(180);
          caller.expect(180);
          desk.expect("INVITE").reply(603).expect("ACK");
          mobile.expect("CANCEL").reply(200).replyTo("INVITE", 487).expect("ACK");
          caller.expect(603).send("ACK");
        });
  }

  @Test
  void theChallengesOfAllBranchesAreCollected(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("INVITE", BOB);
          desk.expect("INVITE")
              .reply(401, r -> r.raw("WWW-Authenticate", "Digest realm=\"desk\", nonce=\"1\""));
          mobile
              .expect("INVITE")
              .reply(407, r -> r.raw("Proxy-Authenticate", "Digest realm=\"m\", nonce=\"2\""));
          caller.expect(401).send("ACK");
          assertThat(caller.response().headers().all(HeaderName.WWW_AUTHENTICATE)).hasSize(1);
          assertThat(caller.response().headers().all(HeaderName.PROXY_AUTHENTICATE)).hasSize(1);
        });
  }

  /**
   *
   *
   * <pre>
   * caller         proxy          desk          mobile
   *   |-- INVITE -->|-- INVITE ---->|-- INVITE --->|
   *   |             |<---- 180 -----|              |
   *   |-- CANCEL -->|               |              |
   *   |<--- 200 ----|-- CANCEL ---->|              |
   *   |             |<---- 487 -----|              |
   *   |             |<---- 180 --------------------|  only now may it be cancelled
   *   |             |-- CANCEL -------------------->|
   *   |<--- 487 ----|<---- 487 --------------------|
   * </pre>
   */
  @Test
  void aCANCELReachesEachBranchOnceItHasAnswered(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("INVITE", BOB).expect(100);
          desk.expect("INVITE").reply(180);
          mobile.expect("INVITE");
          caller
              .expect(180)
              .send("CANCEL", cancel -> cancel.raw("Reason", "SIP;cause=600"))
              .expect(200);
          desk.expect("CANCEL")
              .header("Reason", reason -> assertThat(reason).isEqualTo("SIP;cause=600"))
              .reply(200)
              .replyTo("INVITE", 487)
              .expect("ACK");
          mobile.silence(Duration.ofMillis(100));
          mobile
              .replyTo("INVITE", 180)
              .expect("CANCEL")
              .reply(200)
              .replyTo("INVITE", 487)
              .expect("ACK");
          caller.ignore("180").expect(487).send("ACK");
        });
  }

  @Test
  void aPhoneThatIsGoneDoesNotHarmTheOthers(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          mobile.close();
          caller.begin("INVITE", BOB);
          desk.expect("INVITE").reply(180).after(Duration.ofSeconds(40)).replyTo("INVITE", 486);
          caller.expect(100).expect(180).expect(486).send("ACK");
        });
  }

  @Test
  void aBranchThatRingsForEverIsEndedByTimerC(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, options -> options.timerC(Duration.ofSeconds(200)))) {
            var desk = site.phone("desk", "bob", "10.0.0.2");
            var caller = site.caller().patience(Duration.ofMinutes(10));
            caller.begin("INVITE", BOB);
            desk.expect("INVITE").reply(180).after(Duration.ofSeconds(150)).reply(180);
            desk.silence(Duration.ofSeconds(195))
                .expect("CANCEL")
                .reply(200)
                .replyTo("INVITE", 487)
                .expect("ACK");
            caller.expect(100).expect(180).ignore("180").expect(487).send("ACK");
          }
        });
  }

  @Test
  void whoNeverAnswersCountsAsATimeout(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          desk.close();
          mobile.close();
          caller.begin("INVITE", BOB).expect(100).expect(408).send("ACK");
          caller.after(Duration.ofSeconds(40));
          assertThat(site.server.counters().transactions()).isZero();
        });
  }

  @Test
  void aMessageGoesToAllPhonesAndIsAnsweredOnce(SimWorld world) throws Exception {
    forked(
        world,
        (site, caller, desk, mobile) -> {
          caller.begin("MESSAGE", BOB);
          desk.expect("MESSAGE").reply(200);
          mobile.expect("MESSAGE").reply(486);
          caller.expect(200).silence(Duration.ofSeconds(40));
        });
  }
}

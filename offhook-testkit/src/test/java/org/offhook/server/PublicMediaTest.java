package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Endpoint;
import org.offhook.message.SipMessage;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.NatPolicy;

/** The addresses in session descriptions: left alone, or made public where that is wanted. */
@ExtendWith(SimWorldExtension.class)
class PublicMediaTest {

  private static final SessionDescription PRIVATE =
      SessionDescription.audio("192.168.0.10", 30000, RtpMap.PCMU);

  private static String body(SipMessage message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  private static Endpoint alice(Natted site, boolean rewritten) throws InterruptedException {
    return site.alice(
        o -> o.nat(NatPolicy.DEFAULT.publicAddress("198.51.100.1").rewriteMedia(rewritten)));
  }

  @Test
  @EndsQuiet
  @Rfc("NET-47")
  void aDescriptionIsNotTouchedUnasked(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o);
              var peer = ScriptedPeer.on(world.host("peer", "203.0.113.60"))) {
            var alice = alice(site, false);
            alice.call("sip:peer@203.0.113.60", PRIVATE);
            peer.expect("INVITE")
                .check(m -> assertThat(body(m)).contains("c=IN IP4 192.168.0.10\r\n"))
                .reply(486)
                .expect("ACK");
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("NET-47")
  void ownAddressesBecomeThePublicOneInOffersAndAnswersWhereThatIsWanted(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o);
              var neighbour = ScriptedPeer.on(site.nat.host("neighbour", "192.168.0.20"))) {
            var alice = alice(site, true);
            alice.onCall(call -> call.answer(PRIVATE).awaitOk());
            alice.register("sip:example.com").awaitOk();
            var bob = site.bob();
            bob.onCall(
                call -> {
                  call.answer(Natted.SDP).awaitOk();
                  call.ended().await();
                });
            var call = alice.call("sip:bob@example.com", PRIVATE);
            call.outcome().awaitOk();
            assertThat(body(site.arrived("INVITE").getFirst()))
                .contains("c=IN IP4 198.51.100.1\r\n")
                .contains(" IN IP4 198.51.100.1\r\n")
                .contains("m=audio 30000 ")
                .doesNotContain("192.168.0.10");
            call.hangUp().await();
            // What is not this host's own stays.
            var foreign = SessionDescription.audio("192.168.0.77", 30000, RtpMap.PCMU);
            alice.call("sip:bob@example.com", foreign).outcome().awaitOk();
            assertThat(body(site.arrived("INVITE").getLast())).contains("c=IN IP4 192.168.0.77");
            // A neighbour sees the local one.
            alice.call("sip:peer@192.168.0.20", PRIVATE);
            neighbour
                .expect("INVITE")
                .check(m -> assertThat(body(m)).contains("c=IN IP4 192.168.0.10\r\n"))
                .reply(486)
                .expect("ACK");
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("NET-47")
  void anAnswerIsChangedToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o.nat(NatPolicy.DEFAULT.rewriteMedia(true)));
            alice.onCall(
                call -> {
                  call.answer(PRIVATE).awaitOk();
                  call.ended().await();
                });
            alice.register("sip:example.com").awaitOk();
            alice.sleep(java.time.Duration.ofSeconds(1));
            var call = Natted.reach(site.bob());
            assertThat(call.remoteDescription().orElseThrow().connection().orElseThrow().address())
                .isEqualTo("198.51.100.1");
            call.hangUp().await();
          }
        });
  }
}

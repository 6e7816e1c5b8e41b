package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.CallEnd;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.OfferOutcome;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** A client without address calls an endpoint that listens, without a server between (RFC 7118). */
@ExtendWith(SimWorldExtension.class)
class DirectCallTest {

  private final List<IncomingCall> calls = new ArrayList<>();

  private Endpoint bob(SimWorld world) throws InterruptedException {
    var bob =
        Endpoint.start(
            EndpointOptions.builder()
                .host(world.host("bob", "10.0.0.1"))
                .listen(Listen.ws("10.0.0.1", 80))
                .aor("sip:bob@10.0.0.1")
                .build());
    bob.onCall(
        call -> {
          calls.add(call);
          call.answer(WebSocketSite.BOB).awaitOk();
        });
    return bob;
  }

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("alice", "10.0.0.2"))
            .aor("sip:alice@example.com")
            .build());
  }

  // alice (client)                 bob (listens)
  //   --INVITE, Contact x.invalid--->
  //   <-----------200---------------
  //   <--re-INVITE, BYE-------------  by the connection that the INVITE came by
  @Test
  @Rfc("NET-44")
  @EndsQuiet
  void requestsToANameThatLeadsNowhereTakeTheConnectionItCameBy(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = bob(world);
              var alice = alice(world)) {
            var call = alice.call("sip:bob@10.0.0.1;transport=ws", WebSocketSite.ALICE);
            call.outcome().awaitOk();
            bob.sleep(Duration.ofSeconds(1));
            assertThat(calls.getFirst().hold().await()).isInstanceOf(OfferOutcome.Accepted.class);
            calls.getFirst().hangUp().await();
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
        });
  }

  @Test
  @Rfc("NET-44")
  @EndsQuiet
  void withoutThatConnectionNothingIsSentAndTheReasonIsSaid(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = bob(world);
              var alice = alice(world)) {
            var call = alice.call("sip:bob@10.0.0.1;transport=ws", WebSocketSite.ALICE);
            call.outcome().awaitOk();
            var host = world.hosts().get(1);
            assertThat(host.name()).isEqualTo("alice");
            host.unplug();
            bob.sleep(Duration.ofMinutes(2));
            host.plug();
            var before = world.log().lines().size();
            var outcome = calls.getFirst().hold().await();
            assertThat(outcome.toString()).contains(".invalid").contains("its own connection");
            assertThat(world.log().lines()).hasSize(before);
          }
        });
  }

  // page                bob
  //   --INVITE--------->
  //   closes
  //   connects again?    answers after 5 s: by the new connection, or not at all
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Rfc("NET-44")
  void anAnswerTakesAConnectionOfTheClientOrNone(boolean again) {
    try (var world = new SimWorld(1);
        var bob = world.run(() -> bob(world))) {
      bob.onCall(
          call -> {
            bob.sleep(Duration.ofSeconds(5));
            call.reject(Status.BUSY_HERE);
          });
      var page = new Wire(world, "10.0.0.2").connect().upgrade();
      page.listen("10.0.0.2");
      var invite = Wire.options("1").replace("OPTIONS", "INVITE");
      page.send(Wire.text(invite.replace("Max", "Contact: <sip:x@abc.invalid>\r\nMax")));
      page.send(Wire.frame(0x88, new byte[0])).take();
      if (again) {
        page.connect().upgrade().send(Wire.text(Wire.options("2")));
        assertThat(page.take()).contains("SIP/2.0 200 OK");
      }
      world.advance(Duration.ofSeconds(10));
      var heard = page.take();
      assertThat(heard.contains("SIP/2.0 486 Busy Here")).isEqualTo(again);
      assertThat(heard).as("a handshake of bob").doesNotContain("HTTP");
    }
  }
}

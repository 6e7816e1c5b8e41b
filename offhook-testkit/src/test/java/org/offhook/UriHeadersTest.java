package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Header fields inside the URI of a target: RFC 3261 §19.1.5. */
@ExtendWith(SimWorldExtension.class)
class UriHeadersTest {

  private static final String TARGET =
      "sip:bob@10.0.0.2?Subject=low%20tide&Priority=urgent&X-Y=z&From=%3Csip:x%40y%3E&To=w"
          + "&Content-Type=a%2Fb&Route=%3Csip:evil.example%3E";

  private static void assertTaken(SipRequest request) {
    assertThat(request.requestUri()).hasToString("sip:bob@10.0.0.2");
    assertThat(request.to().uri()).hasToString("sip:bob@10.0.0.2");
    assertThat(request.from().uri()).hasToString("sip:alice@10.0.0.1");
    var rows = request.headers();
    assertThat(rows.texts("Subject")).containsExactly("low tide");
    assertThat(rows.texts("Priority")).containsExactly("urgent");
    assertThat(rows.texts("X-Y")).as("nobody knows what it does").isEmpty();
    assertThat(rows.texts("Route")).isEmpty();
    assertThat(rows.texts("Content-Type")).doesNotContain("a/b");
  }

  @Test
  void rowsOfTheTargetBecomeRowsOfTheRequest(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            alice.call(TARGET, Scene.SDP);
            var invite = bob.request(Method.INVITE);
            assertTaken(invite);
            bob.callee(invite, "b").reply(invite, 486);
            bob.request(Method.ACK);
            var message = alice.message(TARGET, "hello");
            var request = bob.request(Method.MESSAGE);
            assertTaken(request);
            bob.send(SipResponse.to(request, Status.OK).build());
            message.awaitOk();
          }
        });
  }

  @Test
  void whatTheApplicationSaysGoesFirst(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            alice.call(CallOptions.to(TARGET).offer(Scene.SDP).header("Subject", "high tide"));
            var invite = bob.request(Method.INVITE);
            assertThat(invite.headers().texts("Subject")).containsExactly("high tide");
            assertThat(invite.headers().texts("Priority")).containsExactly("urgent");
            bob.callee(invite, "b").reply(invite, 486);
          }
        });
  }
}

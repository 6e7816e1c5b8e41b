package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.Method;
import org.offhook.message.ParseResult;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.Flow;
import org.offhook.transport.NatPolicy;
import org.offhook.transport.WireTap;

/** Which ports of its own an endpoint asks for and shows: RFC 3581, RFC 5626 §1. */
@ExtendWith(SimWorldExtension.class)
class OwnPortTest {

  @Test
  void withoutRportTheViaDoesNotAskForThePort(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(world, options -> options.nat(NatPolicy.DEFAULT.askForPort(false)));
              var bob = Scene.bob(world)) {
            for (var method : List.of(Method.OPTIONS, Method.REGISTER)) {
              if (method.equals(Method.OPTIONS)) {
                alice.options("sip:bob@10.0.0.2");
              } else {
                alice.register("sip:10.0.0.2");
              }
              var request = bob.request(method);
              assertThat(request.topVia().hasRport()).isFalse();
              assertThat(request.topVia().params().has("keep"))
                  .isEqualTo(method.equals(Method.REGISTER));
              bob.send(SipResponse.to(request, Status.FORBIDDEN).build());
            }
            alice.reconfigure(options -> options.nat(NatPolicy.DEFAULT));
            var answer = alice.options("sip:bob@10.0.0.2");
            var request = bob.request(Method.OPTIONS);
            assertThat(request.topVia().hasRport()).isTrue();
            bob.send(SipResponse.to(request, Status.OK).build());
            answer.awaitOk();
          }
        });
  }

  @Test
  void theConnectionsPortIsShownWhereThatIsWanted(SimWorld world) throws Exception {
    var shown = new ShownPorts();
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options.tap(shown))) {
            bob.onCall(call -> call.reject(Status.BUSY_HERE));
            for (boolean wanted : List.of(false, true)) {
              alice.reconfigure(options -> options.nat(NatPolicy.DEFAULT.connectionPort(wanted)));
              alice.resetConnections().await();
              // the first message of a connection that is only being opened
              alice.call("sip:bob@10.0.0.2;transport=tcp", Scene.SDP).outcome().await();
            }
            alice.call("sip:bob@10.0.0.2", Scene.SDP).outcome().await();
          }
        });
    assertThat(shown.contacts).hasSize(3);
    assertThat(shown.contacts.get(0)).isEqualTo(5060).isNotEqualTo(shown.sources.get(0));
    assertThat(shown.contacts.get(1)).isNotEqualTo(5060).isEqualTo(shown.sources.get(1));
    assertThat(shown.contacts.get(2)).isEqualTo(5060);
  }

  /** What INVITEs show, and where they come from. */
  private static final class ShownPorts implements WireTap {
    private final List<Integer> contacts = new ArrayList<>();
    private final List<Integer> sources = new ArrayList<>();

    @Override
    public void received(Flow flow, byte[] message, long nanos) {
      if (MessageParser.parse(message) instanceof ParseResult.Parsed parsed
          && parsed.message().startLine().startsWith("INVITE")) {
        var contact = parsed.message().headers().get(HeaderName.CONTACT).orElseThrow().uri();
        contacts.add(((SipUri) contact).port().orElse(-1));
        sources.add(flow.remote().getPort());
      }
    }

    @Override
    public void sent(Flow flow, byte[] message, long nanos) {}
  }
}

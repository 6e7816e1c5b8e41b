package org.offhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.offhook.Call;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.OutgoingCall;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;

/** Alice at 10.0.0.1 calls bob at 10.0.0.2 through the agent at 10.0.0.9; carol is at 10.0.0.3. */
final class Trunk {

  static final String BOB = "sip:bob@10.0.0.9";
  static final SessionDescription ALICE = audio(1);

  private Trunk() {}

  /** Audio at 10.0.0.{@code host}. */
  static SessionDescription audio(int host) {
    return SessionDescription.audio("10.0.0." + host, 40000, RtpMap.PCMU);
  }

  static Endpoint agent(SimWorld world) throws InterruptedException {
    return agent(world, "10.0.0.2:5060");
  }

  static Endpoint agent(SimWorld world, String target) throws InterruptedException {
    return BackToBack.start(
        EndpointOptions.builder()
            .host(world.host("agent", "10.0.0.9"))
            .listen(Listen.sip("10.0.0.9", 5060)),
        target);
  }

  static Endpoint endpoint(SimWorld world, String name, int host) throws InterruptedException {
    return endpoint(world, name, host, options -> options);
  }

  static Endpoint endpoint(
      SimWorld world, String name, int host, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    var address = "10.0.0." + host;
    return Endpoint.start(
        edit.apply(
                EndpointOptions.builder()
                    .host(world.host(name, address))
                    .listen(Listen.sip(address, 5060))
                    .aor("sip:" + name + "@" + address))
            .build());
  }

  /** An endpoint that answers and keeps its calls in a list. */
  static Endpoint answering(SimWorld world, String name, int host, List<IncomingCall> calls)
      throws InterruptedException {
    var endpoint = endpoint(world, name, host);
    endpoint.onCall(
        call -> {
          calls.add(call);
          call.answer(audio(host)).await();
          call.ended().await();
        });
    return endpoint;
  }

  static ScriptedPeer peer(SimWorld world, String name, int host) {
    return ScriptedPeer.on(world.host(name, "10.0.0." + host)).towards("10.0.0.9", 5060);
  }

  static OutgoingCall callBob(Endpoint alice) {
    return alice.call(CallOptions.to(BOB).offer(ALICE).ownEvents());
  }

  /** Where the call's peer wants its media. */
  static String media(Call call) {
    return media(call.remoteDescription());
  }

  /** Where the description wants its media. */
  static String media(Optional<SessionDescription> described) {
    return described.orElseThrow().connection().orElseThrow().address();
  }

  /** The call's next event of a type, past others. */
  static <T extends CallEvent> T next(Call call, Class<T> type) throws InterruptedException {
    var event = call.events().poll(Duration.ofSeconds(60));
    while (event.isPresent() && !type.isInstance(event.get())) {
      event = call.events().poll(Duration.ofSeconds(60));
    }
    return type.cast(event.orElseThrow());
  }

  /** All calls of the agent end within a second. */
  static void ends(Endpoint agent) throws InterruptedException {
    agent.sleep(Duration.ofSeconds(1));
    assertThat(agent.calls().await()).isZero();
  }

  /** Room for calls. */
  static List<IncomingCall> calls() {
    return new ArrayList<>();
  }
}

package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** A registered client whose connection ends: RFC 7118 §6, RFC 5626 §4.4. */
@ExtendWith(SimWorldExtension.class)
class ReconnectTest {

  private static SimHost host(SimWorld world, String name) {
    return world.hosts().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** Ends all connections, as a server that is started anew would. */
  @Test
  @Rfc("NET-44")
  @EndsQuiet
  void registersAnewByANewConnectionAndCanBeCalled(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new WebSocketSite(world)) {
            var alice = site.client("alice", "10.0.0.1");
            alice.onCall(call -> call.answer(WebSocketSite.ALICE).awaitOk());
            alice.register("sip:example.com").awaitOk();
            var before = site.server.bindings("alice").getFirst();
            // Silence for longer than a ping and its pong: both sides give the connection up.
            host(world, "alice").unplug();
            alice.sleep(Duration.ofMinutes(1));
            assertThat(site.server.counters().connections()).isZero();
            host(world, "alice").plug();
            alice.sleep(Duration.ofMinutes(2));
            var after = site.server.bindings("alice").getFirst();
            assertThat(after.contact().uri()).isEqualTo(before.contact().uri());
            assertThat(after.receivedFrom()).isNotEqualTo(before.receivedFrom());
            var bob = site.phone("bob", "10.0.0.2");
            var call = bob.call("sip:alice@example.com", WebSocketSite.BOB);
            call.outcome().awaitOk();
            call.hangUp().await();
          }
        });
  }
}

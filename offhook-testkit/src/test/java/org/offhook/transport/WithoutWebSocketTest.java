package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.ListenException;
import org.offhook.Scene;
import org.offhook.net.WebSocketProvider;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What is said where the module for WebSocket is not on the path, as it is not here. */
@ExtendWith(SimWorldExtension.class)
class WithoutWebSocketTest {

  private static final String WHAT_TO_DO = "add the artifact offhook-websocket";

  @BeforeEach
  void isNotThere() {
    assumeThat(ServiceLoader.load(WebSocketProvider.class)).isEmpty();
  }

  @Test
  void listeningFailsWithWhatToAdd(SimWorld world) {
    var options =
        EndpointOptions.builder()
            .host(world.host("alice", "10.0.0.1"))
            .listen(Listen.ws("10.0.0.1", 80))
            .aor("sip:alice@10.0.0.1")
            .build();
    assertThatThrownBy(() -> world.run(() -> Endpoint.start(options)))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining(WHAT_TO_DO);
  }

  @Test
  void aRequestFailsWithWhatToAdd(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            var outcome = alice.options("sip:10.0.0.2;transport=ws").await();
            assertThat(outcome.toString()).contains(WHAT_TO_DO);
          }
        });
  }
}

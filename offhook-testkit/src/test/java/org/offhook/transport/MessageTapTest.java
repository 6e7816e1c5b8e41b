package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Scene;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What goes over the wire, as messages, while somebody listens. */
@ExtendWith(SimWorldExtension.class)
class MessageTapTest {

  @Test
  void messagesOfBothDirectionsAreToldWhileSomebodyListens(SimWorld world) throws Exception {
    var tap = new MessageTap();
    var told = new ArrayList<String>();
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.tap(tap));
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            var target = "sip:bob@" + bob.listening().getFirst().address().getHostString();
            alice.options(target).await();
            tap.listen(
                (message, received) -> told.add((received ? "< " : "> ") + message.startLine()));
            alice.options(target).await();
            tap.listen(null);
            alice.options(target).await();
          }
        });
    assertThat(told).containsExactly("> OPTIONS sip:bob@10.0.0.2 SIP/2.0", "< SIP/2.0 200 OK");
  }
}

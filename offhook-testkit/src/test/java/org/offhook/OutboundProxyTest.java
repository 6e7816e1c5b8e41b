package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** The proxy of an endpoint's options: RFC 3261 §8.1.1.1. */
@ExtendWith(SimWorldExtension.class)
class OutboundProxyTest {

  @Test
  void aProxyWithoutLrGetsItAsAFlagInTheRoute(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.outboundProxy("sip:10.0.0.2"))) {
            var proxy = Scene.bob(world);
            var outcome = alice.options("sip:carol@example.com");
            var request = proxy.request(Method.OPTIONS);
            assertThat(request.headers().texts("Route")).containsExactly("<sip:10.0.0.2;lr>");
            assertThat(request.requestUri()).hasToString("sip:carol@example.com");
            proxy.send(SipResponse.to(request, Status.OK).build());
            outcome.awaitOk();
          }
          return null;
        });
  }
}

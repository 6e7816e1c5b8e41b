package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;

/** Whatever is sent goes to the next server where the first one fails: RFC 3263 §4.3. */
class FailoverTest {

  /** Two servers for one transport, the first one preferred. */
  private static String records(String transport) {
    return """
    _sip._%1$s.example.com. 600 SRV 1 1 5060 one.example.com.
    _sip._%1$s.example.com. 600 SRV 2 1 5060 two.example.com.
    one.example.com. 600 A 10.0.0.3
    two.example.com. 600 A 10.0.0.2
    """
        .formatted(transport);
  }

  private static void send(Endpoint alice, Method method, String target) {
    switch (method.name()) {
      case "INVITE" -> alice.call(target, Scene.SDP);
      case "MESSAGE" -> alice.message(target, "hello");
      case "SUBSCRIBE" -> alice.subscribe(target, "presence");
      case "PUBLISH" -> alice.publish(target, "presence", NotifyBody.text("text/plain", "on"));
      case "REGISTER" -> alice.register(target);
      default -> alice.options(target);
    }
  }

  // one.example.com is silent, says 503, or refuses connections: two.example.com is asked
  @ParameterizedTest
  @CsvSource({
    "INVITE, silent", "INVITE, busy", "INVITE, refuses",
    "MESSAGE, silent", "MESSAGE, busy", "MESSAGE, refuses",
    "SUBSCRIBE, silent", "SUBSCRIBE, busy", "SUBSCRIBE, refuses",
    "PUBLISH, silent", "PUBLISH, busy", "PUBLISH, refuses",
    "REGISTER, silent", "REGISTER, busy", "REGISTER, refuses",
    "OPTIONS, silent", "OPTIONS, busy", "OPTIONS, refuses",
  })
  void eachRequestGoesToTheNextServer(String name, String fault) throws Exception {
    var method = Method.of(name);
    boolean refuses = fault.equals("refuses");
    try (var world = new SimWorld(3)) {
      world.nameServer("10.0.0.53").zone(records(refuses ? "tcp" : "udp"));
      world.run(
          () -> {
            var one = new Phone(world, "one", "10.0.0.3", "10.0.0.1");
            one.host().refuseStreams(refuses);
            try (var alice = Scene.alice(world, options -> options.closeWithin(Duration.ZERO));
                var two = second(world)) {
              var begun = world.now();
              send(alice, method, "sip:example.com" + (refuses ? ";transport=tcp" : ""));
              if (!refuses) {
                var first = one.request(method);
                if (fault.equals("busy")) {
                  one.send(SipResponse.to(first, Status.SERVICE_UNAVAILABLE).build());
                }
              }
              assertThat(first(two, method).requestUri().toString()).startsWith("sip:example.com");
              assertThat(world.now().minus(begun))
                  .isLessThan(Duration.ofSeconds(fault.equals("silent") ? 33 : 1));
            }
          });
    }
  }

  /** The second server, which notes what comes to it, whatever it answers. */
  private static Endpoint second(SimWorld world) throws InterruptedException {
    return Scene.endpoint(
        world, "two", "10.0.0.2", options -> options.exchanges(true).closeWithin(Duration.ZERO));
  }

  private static SipRequest first(Endpoint two, Method method) throws InterruptedException {
    while (true) {
      var event = two.events().poll(Duration.ofSeconds(60)).orElseThrow();
      if (event instanceof ExchangeEvent exchange && exchange.request().method().equals(method)) {
        return exchange.request();
      }
    }
  }
}

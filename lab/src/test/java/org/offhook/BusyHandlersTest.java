package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.TestAuthority;

/** User code that computes for ever does not keep the endpoint from answering, on real sockets. */
@Timeout(60)
class BusyHandlersTest {

  private static final SessionDescription SDP =
      SessionDescription.audio("127.0.0.1", 40000, RtpMap.PCMU);

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private static final Set<TransportKind> SPOKEN = EnumSet.allOf(TransportKind.class);

  private static Set<TransportKind> spoken() {
    return SPOKEN;
  }

  /** Ends the computations at the end of the test. */
  private volatile boolean over;

  private static Endpoint endpoint(String name) throws InterruptedException {
    var builder =
        EndpointOptions.builder()
            .aor("sip:" + name + "@127.0.0.1")
            .tls(
                TlsSettings.builder()
                    .trust(CA.trust())
                    .certificate(CA.certificate().address("127.0.0.1").issue().identity())
                    .build());
    for (var kind : SPOKEN) {
      builder.listen(new Listen(List.of(kind), "127.0.0.1", 0));
    }
    return Endpoint.start(builder.build());
  }

  private static String target(Endpoint endpoint, TransportKind kind) {
    for (var socket : endpoint.listening()) {
      if (socket.kind() == kind) {
        // RFC 7118 has no URI of its own for WebSocket on TLS: "wss" is what others write too.
        var transport = kind == TransportKind.WSS ? kind.label() : kind.uriToken();
        return "sip:busy@127.0.0.1:%d;transport=%s"
            .formatted(socket.address().getPort(), transport);
      }
    }
    throw new AssertionError("no " + kind + " in " + endpoint.listening());
  }

  @ParameterizedTest
  @MethodSource("spoken")
  void handlersThatComputeForEverDelayNoAnswer(TransportKind transport) throws Exception {
    int handlers = 2 * Runtime.getRuntime().availableProcessors();
    var computing = new CountDownLatch(Runtime.getRuntime().availableProcessors());
    try (var busy = endpoint("busy");
        var caller = endpoint("caller")) {
      busy.onCall(
          call -> {
            call.ring();
            computing.countDown();
            long spins = 0;
            while (!over) {
              spins++;
            }
            assertThat(spins).isPositive();
          });
      for (int i = 0; i < handlers; i++) {
        caller.call(target(busy, transport), SDP);
      }
      assertThat(computing.await(20, TimeUnit.SECONDS))
          .as(() -> String.valueOf(caller.options(target(busy, transport)).toFuture().join()))
          .isTrue();
      var pings = new java.util.ArrayList<Pending<RequestOutcome>>();
      for (int i = 0; i < 50; i++) {
        pings.add(caller.options(target(busy, transport)));
      }
      // the waiting thread is no virtual one: those have no processor left
      for (var ping : pings) {
        var answered = (RequestOutcome.Answered) ping.await(Duration.ofSeconds(10));
        assertThat(answered.response().status().code()).isEqualTo(200);
        assertThat(answered.roundTrip()).isLessThan(Duration.ofSeconds(1));
      }
      over = true;
    } finally {
      over = true;
    }
  }

  @Test
  void anEndpointClosesWhileItsHandlersCompute() throws Exception {
    var computing = new CountDownLatch(1);
    try (var caller = endpoint("caller")) {
      var busy = endpoint("busy");
      busy.onCall(
          call -> {
            computing.countDown();
            while (!over) {
              Thread.onSpinWait();
            }
          });
      var call = caller.call(target(busy, TransportKind.UDP), SDP);
      assertThat(computing.await(20, TimeUnit.SECONDS)).isTrue();
      busy.close();
      assertThat(call.outcome().await(Duration.ofSeconds(10)).isOk()).isFalse();
    } finally {
      over = true;
    }
  }
}

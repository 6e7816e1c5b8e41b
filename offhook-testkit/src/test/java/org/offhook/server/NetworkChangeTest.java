package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.message.HeaderName;
import org.offhook.sdp.Connection;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** The machine comes into another network while it is registered and has a call. */
@ExtendWith(SimWorldExtension.class)
class NetworkChangeTest {

  private static Endpoint alice(SimHost host, String transport) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(host)
            .listen(Listen.sip("0.0.0.0", 5060))
            .aor("sip:alice@example.com")
            .credentials("alice", "secret")
            .outboundProxy("sip:203.0.113.9;transport=" + transport)
            .build());
  }

  private static SessionDescription at(String address) {
    return SessionDescription.audio(address, 30000, RtpMap.PCMU);
  }

  /**
   *
   *
   * <pre>
   * alice                          server            bob
   *   |  192.0.2.30 becomes 192.0.2.31 |              |
   *   |-- REGISTER new, old;expires=0 >|              |
   *   |-- INVITE, Contact 192.0.2.31 ->|------------->|
   *   |<------------- BYE -------------|<-------------|
   * </pre>
   */
  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @EndsQuiet
  @Rfc({"REG-11", "NET-48"})
  void registrationsAndCallsGoOnFromTheNewAddress(String transport, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var host = world.host("alice", "192.0.2.30");
            try (var alice = alice(host, transport)) {
              alice.register("sip:example.com").awaitOk();
              var bob = site.bob();
              var calls = new ArrayList<Call>();
              bob.onCall(
                  call -> {
                    calls.add(call);
                    call.answer(Natted.SDP).awaitOk();
                    call.ended().await();
                  });
              var call =
                  alice.call(
                      CallOptions.to("sip:bob@example.com").offer(at("192.0.2.30")).ownEvents());
              call.outcome().awaitOk();

              host.addAddress("192.0.2.31").removeAddress("192.0.2.30");
              alice.networkChanged(
                  before -> before.toBuilder().connection(Connection.of("192.0.2.31")).build());
              alice.sleep(Duration.ofSeconds(5));
              assertThat(site.contacts("alice"))
                  .hasSize(1)
                  .allMatch(contact -> contact.startsWith("sip:alice@192.0.2.31:5060"));
              assertThat(alice.listening().toString()).contains("192.0.2.31");
              var again = site.arrived("INVITE").getLast();
              assertThat(again.headers().get(HeaderName.CONTACT).orElseThrow().uri().toString())
                  .startsWith("sip:alice@192.0.2.31:5060");
              assertThat(new String(again.body(), java.nio.charset.StandardCharsets.UTF_8))
                  .contains("c=IN IP4 192.0.2.31");
              assertThat(call.events().take()).isInstanceOf(CallEvent.class);

              calls.getFirst().hangUp().await();
              assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
              assertThat(List.of(again)).hasSize(1);
            }
          }
        });
  }
}

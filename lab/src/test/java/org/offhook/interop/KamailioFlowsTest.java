package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;
import org.offhook.message.HeaderName;
import org.offhook.net.StunMessage;
import org.offhook.testing.Rfc;
import org.offhook.transport.NatPolicy;

/** Outbound, GRUU and STUN at Kamailio. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class KamailioFlowsTest {

  private static final String INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
  }

  /** Its Contact leads nowhere: calls arrive by the flow, or not at all. */
  @ParameterizedTest
  @EnumSource
  @Rfc({"REG-17", "REG-19", "REG-23"})
  void callsArriveByTheFlowAndByTheGruu(Wire wire) throws Exception {
    var kamailio = KAMAILIO.get();
    var user = kamailio.newUser();
    var nowhere = NatPolicy.DEFAULT.publicAddress("203.0.113.77:9").always(true);
    try (var alice = kamailio.endpoint(user, wire, builder -> builder.nat(nowhere));
        var bob = kamailio.registered(kamailio.newUser(), wire)) {
      alice.onCall(Phones.ANSWER);
      var wanted =
          RegistrationOptions.at("sip:" + Kamailio.DOMAIN).instance(INSTANCE).outbound().gruu();
      var up =
          (RegistrationOutcome.Registered)
              alice.register(wanted).outcome().awaitOk(Phones.PATIENCE);
      assertThat(up.outbound()).isTrue();
      assertThat(up.response().headers().get(HeaderName.FLOW_TIMER)).hasValue(25L);
      var gruu = up.publicGruu().orElseThrow();
      assertThat(gruu.toString()).contains(";gr=").contains("f81d4fae");
      for (var target : new String[] {user.uri(), gruu.toString()}) {
        var call = bob.call(target, Phones.SDP);
        call.outcome().awaitOk(Phones.PATIENCE);
        assertThat(call.hold().await(Phones.PATIENCE).isOk()).isTrue();
        assertThat(call.hangUp().await(Phones.PATIENCE).isOk()).isTrue();
      }
    }
  }

  @Test
  @Rfc("NET-34")
  void itsSipPortAnswersStun() throws Exception {
    var uri = KAMAILIO.get().uri(Wire.UDP);
    int port = Integer.parseInt(uri.replaceAll(".*:(\\d+).*", "$1"));
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(5000);
      var request = StunMessage.request(HexFormat.of().parseHex("000102030405060708090a0b"));
      byte[] bytes = request.toBytes();
      socket.send(
          new DatagramPacket(
              bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      var packet = new DatagramPacket(new byte[1500], 1500);
      socket.receive(packet);
      var answer =
          StunMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength())).orElseThrow();
      assertThat(answer.id()).isEqualTo(request.id());
      assertThat(answer.mapped())
          .hasValue(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
    }
  }
}

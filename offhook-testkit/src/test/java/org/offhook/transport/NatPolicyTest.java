package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** How addresses are written in the policy. */
class NatPolicyTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7,203.0.113.7,0",
    "203.0.113.7:5070,203.0.113.7,5070",
    "sip.example.com:5070,sip.example.com,5070",
    "[2001:db8::7]:5070,[2001:db8::7],5070",
    "[2001:db8::7],[2001:db8::7],0",
    "2001:db8::7,[2001:db8::7],0"
  })
  @Rfc("NET-47")
  void anAddressIsAHostWithOrWithoutPort(String text, String host, int port) {
    assertThat(NatPolicy.DEFAULT.publicAddress(text).fixed()).isEqualTo(new SentBy(host, port));
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7,0,203.0.113.7,0",
    "203.0.113.7,-1,203.0.113.7,0",
    "sip.example.com,5070,sip.example.com,5070",
    "2001:db8::7,5070,[2001:db8::7],5070",
    "[2001:db8::7],5070,[2001:db8::7],5070",
    "[2001:db8::7],0,[2001:db8::7],0"
  })
  void aPortMayStandApart(String given, int port, String host, int shown) {
    var wanted = new SentBy(host, shown);
    var policy = NatPolicy.DEFAULT;
    assertThat(policy.publicAddress(given, port).fixed()).isEqualTo(wanted);
    assertThat(policy.forDomain("a.example", given, port).setFor("a.example")).isEqualTo(wanted);
    assertThat(policy.publicAddress(given, port).publicAddress(null, 5060).fixed()).isNull();
    assertThat(policy.publicAddress("192.0.2.9", 7777).publicAddress(given, port).fixed())
        .isEqualTo(new SentBy(host, shown == 0 ? 7777 : shown));
    assertThat(policy.forDomain("a.example", given, port).forDomain("a.example", null, 1))
        .isEqualTo(policy);
  }

  @Test
  void aHostWithItsPortOrAPortBeyondAllIsNoHost() {
    assertThatThrownBy(() -> NatPolicy.DEFAULT.publicAddress("203.0.113.7:5060", 5060))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NatPolicy.DEFAULT.publicAddress("203.0.113.7", 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onePeriodServesAllFlows() {
    var period = Duration.ofSeconds(7);
    var policy = KeepAlivePolicy.DEFAULT.always(period);
    assertThat(policy.when()).isEqualTo(KeepAlivePolicy.When.ALWAYS);
    assertThat(policy.datagrams()).isEqualTo(new KeepAlivePolicy.Pace(period, period));
    assertThat(policy.streams()).isEqualTo(policy.datagrams());
    assertThat(policy.pongWithin()).isEqualTo(KeepAlivePolicy.DEFAULT.pongWithin());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":5060", "a b", "host:0", "host:70000", "host:x", "<x>", "a;b"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> NatPolicy.DEFAULT.publicAddress(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("203.0.113.7:5060");
  }

  @Test
  @Rfc("NET-47")
  void aDomainIsMatchedExactly() {
    var policy =
        NatPolicy.DEFAULT.publicAddress("192.0.2.1").forDomain("Example.com", "192.0.2.2:7");
    assertThat(policy.setFor("EXAMPLE.com")).isEqualTo(new SentBy("192.0.2.2", 7));
    assertThat(policy.setFor("sub.example.com")).isEqualTo(new SentBy("192.0.2.1", 0));
    assertThat(policy.setFor("ample.com")).isEqualTo(new SentBy("192.0.2.1", 0));
    assertThat(policy.forDomain("example.com", null).setFor("example.com"))
        .isEqualTo(new SentBy("192.0.2.1", 0));
    assertThat(policy.publicAddress(null).setFor("other.example")).isNull();
    assertThat(NatPolicy.DEFAULT.stun("stun.example.com").discovery().stun())
        .isEqualTo(new SentBy("stun.example.com", 3478));
  }

  @Test
  void timesThatMakeNoSenseAreRefused() {
    var policy = KeepAlivePolicy.DEFAULT;
    var ten = Duration.ofSeconds(10);
    assertThatThrownBy(() -> policy.withDatagrams(ten, Duration.ofSeconds(9)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policy.withStreams(Duration.ZERO, ten))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policy.withPongWithin(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

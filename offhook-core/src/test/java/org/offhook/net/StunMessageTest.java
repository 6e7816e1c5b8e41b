package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** STUN on the wire, with the vectors of RFC 5769. */
class StunMessageTest {

  private static final byte[] ID = HexFormat.of().parseHex("b7e7a701bc34d686fa87dfae");

  /** RFC 5769 §2.2: the mapped address is not the first attribute, and there is a fingerprint. */
  private static final byte[] SAMPLE =
      HexFormat.of()
          .parseHex(
              "0101003c2112a442b7e7a701bc34d686fa87dfae"
                  + "8022000b7465737420766563746f7220"
                  + "002000080001a147e112a643"
                  + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                  + "80280004c07d4c96");

  /** RFC 5769 §2.3. */
  private static final byte[] SAMPLE_IPV6 =
      HexFormat.of()
          .parseHex(
              "010100482112a442b7e7a701bc34d686fa87dfae"
                  + "8022000b7465737420766563746f7220"
                  + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                  + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                  + "80280004c8fb0b4c");

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse(literal)), port);
  }

  @Test
  @Rfc("NET-34")
  void theMappedAddressIsFoundWhereverItStands() {
    assertThat(StunMessage.parse(SAMPLE).orElseThrow().mapped())
        .hasValue(address("192.0.2.1", 32853));
    assertThat(StunMessage.parse(SAMPLE_IPV6).orElseThrow().mapped())
        .hasValue(address("2001:db8:1234:5678:11:2233:4455:6677", 32853));
  }

  @Test
  void aFingerprintThatDoesNotFitMakesItSomethingElse() {
    var broken = SAMPLE.clone();
    broken[broken.length - 1] ^= 1;
    assertThat(StunMessage.parse(broken)).isEmpty();
    var changed = SAMPLE.clone();
    changed[25] ^= 1;
    assertThat(StunMessage.parse(changed)).isEmpty();
  }

  @Test
  @Rfc({"NET-34", "NET-35"})
  void aRequestHasTwentyBytesAndItsAnswerTheSourceAddress() {
    var request = StunMessage.request(ID);
    assertThat(request.toBytes())
        .isEqualTo(HexFormat.of().parseHex("000100002112a442b7e7a701bc34d686fa87dfae"));
    for (var source :
        new InetSocketAddress[] {address("192.0.2.1", 32853), address("2001:db8::1", 5060)}) {
      var answer = StunMessage.parse(StunMessage.success(request, source).toBytes()).orElseThrow();
      assertThat(answer.kind()).isEqualTo(StunMessage.Kind.SUCCESS);
      assertThat(answer.id()).isEqualTo(request.id());
      assertThat(answer.mapped()).hasValue(source);
    }
    assertThat(
            HexFormat.of()
                .formatHex(StunMessage.success(request, address("192.0.2.1", 32853)).toBytes()))
        .endsWith("002000080001a147e112a643");
  }

  @Test
  void aRefusalNamesItsCodeAndWhatWasNotUnderstood() {
    var strange =
        HexFormat.of().parseHex("000100082112a442b7e7a701bc34d686fa87dfae0003000400000006");
    var request = StunMessage.parse(strange).orElseThrow();
    assertThat(request.unknown()).containsExactly(3);
    var wire = StunMessage.error(request, 420, "Unknown Attribute").toBytes();
    var answer = StunMessage.parse(wire).orElseThrow();
    assertThat(answer.kind()).isEqualTo(StunMessage.Kind.ERROR);
    assertThat(answer.errorCode()).isEqualTo(420);
    assertThat(HexFormat.of().formatHex(wire)).contains("000a00020003");
  }

  @Test
  void whatIsNoStunIsLeftAlone() {
    assertThat(
            StunMessage.looksLike(
                "OPTIONS sip:a@b SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
        .isFalse();
    assertThat(StunMessage.looksLike(Arrays.copyOf(SAMPLE, 19))).isFalse();
    for (int length = 0; length < SAMPLE.length; length++) {
      assertThat(StunMessage.parse(Arrays.copyOf(SAMPLE, length))).isEmpty();
    }
    var overlong = SAMPLE.clone();
    overlong[23] = 0x7f;
    assertThat(StunMessage.parse(overlong)).isEmpty();
    assertThatThrownBy(() -> StunMessage.request(new byte[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 bytes");
  }

  @Test
  void aSubnetIsWhatSharesThePrefix() {
    var net = new Subnet(Objects.requireNonNull(IpLiteral.parse("192.168.4.1")), 22);
    assertThat(net.contains(Objects.requireNonNull(IpLiteral.parse("192.168.7.255")))).isTrue();
    assertThat(net.contains(Objects.requireNonNull(IpLiteral.parse("192.168.8.0")))).isFalse();
    assertThat(net.contains(Objects.requireNonNull(IpLiteral.parse("::1")))).isFalse();
    var six = new Subnet(Objects.requireNonNull(IpLiteral.parse("2001:db8::1")), 64);
    assertThat(six.contains(Objects.requireNonNull(IpLiteral.parse("2001:db8::ffff")))).isTrue();
    assertThat(six.contains(Objects.requireNonNull(IpLiteral.parse("2001:db8:0:1::")))).isFalse();
    assertThatThrownBy(() -> new Subnet(net.address(), 33))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** Text forms of addresses: RFC 5952, RFC 5954. */
class IpLiteralTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "[2001:DB8:0:0:1:0:0:1], 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "fe80::1, fe80::1",
  })
  void addressesArePrintedInTheirCanonicalForm(String text, String printed) {
    var address = Objects.requireNonNull(IpLiteral.parse(text));
    assertThat(IpLiteral.format(address)).isEqualTo(printed);
    assertThat(IpLiteral.host(address))
        .isEqualTo(printed.contains(":") ? "[" + printed + "]" : printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.a",
        "1..2.3",
        "[1.2.3.4]",
        "host",
        "1.2.3.4.",
        "fe80::1%eth0",
        ":",
        "1:2",
        "g::1",
        "[]",
        "::1]"
      })
  void otherTextIsNoAddress(String text) {
    assertThat(IpLiteral.parse(text)).isNull();
  }

  @Test
  @Rfc("NET-46")
  void aMappedAddressIsPrintedAsIpv4() {
    var address = Objects.requireNonNull(IpLiteral.parse("::ffff:192.0.2.1"));
    assertThat(IpLiteral.host(address)).isEqualTo("192.0.2.1");
  }
}

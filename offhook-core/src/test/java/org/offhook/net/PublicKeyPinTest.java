package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a public key's SHA-256. */
class PublicKeyPinTest {

  // base64 of these begins with no slash, with one, and with two
  @ParameterizedTest
  @ValueSource(strings = {"00", "fc", "ffff"})
  void base64MayBeginWithSlashes(String first) {
    byte[] digest = HexFormat.of().parseHex(first + "5a".repeat(32 - first.length() / 2));
    var base64 = Base64.getEncoder().encodeToString(digest);
    var bare = Base64.getEncoder().withoutPadding().encodeToString(digest);
    for (var prefix : new String[] {"", "sha256/", "sha256//", "SHA-256:"}) {
      assertThat(PublicKeyPin.parse(prefix + base64)).hasToString("sha256/" + base64);
      assertThat(PublicKeyPin.parse(prefix + bare)).hasToString("sha256/" + base64);
      assertThat(PublicKeyPin.parse(prefix + HexFormat.ofDelimiter(":").formatHex(digest)))
          .hasToString("sha256/" + base64);
    }
  }

  @Test
  void whatIsNoDigestIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PublicKeyPin.parse("sha256/abc"));
    assertThatIllegalArgumentException().isThrownBy(() -> PublicKeyPin.parse("/" + "a".repeat(43)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublicKeyPin.parse(""))
        .withMessageContaining("32 bytes in base64 or hex");
  }
}

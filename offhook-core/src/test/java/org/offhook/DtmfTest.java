package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.MediaType;
import org.offhook.testing.Rfc;

/** Bodies of key presses in INFO. */
class DtmfTest {

  private static Optional<Dtmf> read(String type, String body) {
    return Dtmf.read(
        MediaType.parse(type), body.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "Signal=5|Duration=160|,5,160",
    "Signal=5|Duration=250,5,250",
    "Signal= 5|Duration= 100|,5,100",
    "SIGNAL=a|duration=40|,A,40",
    "'  signal : # | Duration : 90',#,90",
    "Duration=70|Signal=*|,*,70",
    "Signal=10|Duration=100|,*,100",
    "Signal=11|,#,160",
    "Signal=15|,D,160",
    "Signal=16|,!,160",
    "Signal=!|Duration=500|,!,500",
    "Signal=7|Duration=long|,7,160",
    "Signal=7|Duration=0|,7,160",
    "Signal=7|Duration=99999999999|,7,160",
    "Signal=7|Duration=|,7,160",
    "Signal=1|X-Other=2|,1,160",
    "5,5,160",
  })
  @Rfc("CALL-57")
  void aRelayedKeyIsReadInWhateverForm(String body, char digit, long millis) {
    assertThat(read("application/dtmf-relay", body))
        .contains(new Dtmf(digit, Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({"5,5", "' #|',#", "d,D", "11,#", "Signal=9|,9"})
  @Rfc("CALL-57")
  void aPlainKeyIsRead(String body, char digit) {
    assertThat(read("Application/DTMF; charset=x", body)).contains(new Dtmf(digit, Dtmf.USUAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "Signal=",
        "Signal=E",
        "Signal=17",
        "Signal=55",
        "x",
        "Duration=100",
        "=5"
      })
  @Rfc("CALL-57")
  void garbageIsNoKey(String body) {
    assertThat(read("application/dtmf-relay", body)).isEmpty();
    assertThat(read("application/dtmf", body)).isEmpty();
  }

  @Test
  void otherTypesAreNoKeys() {
    assertThat(read("text/plain", "5")).isEmpty();
    assertThat(read("application/media_control+xml", "Signal=5")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(chars = {'0', '9', '*', '#', 'A', 'D', '!'})
  @Rfc("CALL-57")
  void aKeyIsReadAsItWasWritten(char digit) {
    var key = new Dtmf(digit, Duration.ofMillis(250));
    var relay = key.body(Dtmf.Format.RELAY);
    assertThat(new String(relay.bytes(), StandardCharsets.US_ASCII))
        .isEqualTo("Signal=" + digit + "\r\nDuration=250\r\n");
    assertThat(Dtmf.read(relay.type(), relay.bytes())).contains(key);
    var plain = key.body(Dtmf.Format.PLAIN);
    assertThat(new String(plain.bytes(), StandardCharsets.US_ASCII)).isEqualTo("" + digit);
    assertThat(Dtmf.read(plain.type(), plain.bytes())).contains(new Dtmf(digit, Dtmf.USUAL));
  }

  @Test
  void keysAndTimesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new Dtmf('E', Dtmf.USUAL)).hasMessageContaining("use 0-9");
    assertThatThrownBy(() -> new Dtmf('5', Duration.ZERO)).hasMessageContaining("1 ms to 60 s");
    assertThatThrownBy(() -> DtmfOptions.DEFAULT.withTone(Duration.ofMinutes(2)))
        .hasMessageContaining("1 ms to 60 s");
    assertThatThrownBy(() -> DtmfOptions.DEFAULT.withPause(Duration.ofMillis(-1)))
        .hasMessageContaining("a pause");
    assertThat(DtmfOptions.DEFAULT.withPause(Duration.ZERO).pause()).isZero();
  }
}

package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers and names of eXosip2. */
class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, REGISTRATION_SUCCESS",
    "2, CALL_INVITE",
    "7, CALL_ANSWERED",
    "14, CALL_MESSAGE_NEW",
    "21, CALL_CLOSED",
    "22, CALL_RELEASED",
    "23, MESSAGE_NEW",
    "29, MESSAGE_GLOBALFAILURE",
    "30, SUBSCRIPTION_NOANSWER",
    "37, SUBSCRIPTION_NOTIFY",
    "38, IN_SUBSCRIPTION_NEW",
    "39, NOTIFICATION_NOANSWER",
    "45, NOTIFICATION_GLOBALFAILURE"
  })
  void eventsHaveTheirNumbers(int number, EventType type) {
    assertThat(EventType.of(number)).isEqualTo(type);
    assertThat(type.cName()).isEqualTo("EXOSIP_" + type);
  }

  @Test
  void thereAre46EventsWithoutGap() {
    assertThat(Arrays.stream(EventType.values()).mapToInt(EventType::number))
        .containsExactlyElementsOf(IntStream.range(0, 46).boxed().toList());
    assertThat(Arrays.stream(EventType.values()).map(EventType::text))
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank);
    for (int number : new int[] {-1, 46, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> EventType.of(number))
          .isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, UDP_KEEP_ALIVE, false",
    "2, AUTO_MASQUERADE_CONTACT, false",
    "3, SET_HTTP_TUNNEL_PORT, true",
    "6, DONT_SEND_101, true",
    "7, USE_RPORT, false",
    "11, EVENT_PACKAGE, true",
    "17, SET_HEADER_USER_AGENT, false",
    "34, SET_CONTACT_DIALOG_EXTRA_PARAMS, false",
    "35, SET_SO_MARK, false",
    "500, SET_TLS_VERIFY_CERTIFICATE, false",
    "501, SET_TLS_CERTIFICATES_INFO, false",
    "503, SET_TLS_SERVER_CERTIFICATE_NAME, true",
    "1000, KEEP_ALIVE_OPTIONS_METHOD, false",
    "1001, SET_TSC_SERVER, true",
    "2000, GET_STATISTICS, false"
  })
  void optionsHaveTheirNumbers(int number, ExosipOption option, boolean obsolete) {
    assertThat(ExosipOption.of(number)).isEqualTo(option);
    assertThat(option.number()).isEqualTo(number);
    assertThat(option.isObsolete()).isEqualTo(obsolete);
    assertThat(option.cName()).isEqualTo("EXOSIP_OPT_" + option);
  }

  @Test
  void optionsOneTo35AreAllThere() {
    assertThat(IntStream.rangeClosed(1, 35).mapToObj(ExosipOption::of)).doesNotHaveDuplicates();
    assertThat(ExosipOption.values()).hasSize(42);
    for (int number : new int[] {0, 36, -1, 499, 502 + 2}) {
      assertThatThrownBy(() -> ExosipOption.of(number))
          .isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
  }

  @Test
  void subscriptionsHaveTheirNumbers() {
    assertThat(IntStream.range(0, 4).mapToObj(SubscriptionStatus::of))
        .containsExactly(SubscriptionStatus.values());
    assertThat(IntStream.range(0, 6).mapToObj(SubscriptionReason::of))
        .containsExactly(SubscriptionReason.values());
    assertThat(SubscriptionStatus.ACTIVE.number()).isEqualTo(2);
    assertThat(SubscriptionReason.NORESOURCE.number()).isEqualTo(5);
    assertThatThrownBy(() -> SubscriptionStatus.of(4))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(() -> SubscriptionReason.of(-1))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
  }

  @Test
  void randomIsOfItsKind() {
    assertThat(Long.parseLong(ExosipRandom.generateRandom())).isBetween(0L, 0xffff_ffffL);
    assertThat(IntStream.range(0, 50).mapToObj(i -> ExosipRandom.generateRandom()).distinct())
        .hasSizeGreaterThan(45);
    assertThat(ExosipRandom.hexaGenerateRandom("Mufasa", "testrealm@host.com", "Circle Of Life"))
        .isEqualTo("939e7578ed9e3c518a452acee763bce9");
    assertThat(ExosipRandom.byteGenerateRandom(0)).isEmpty();
    assertThat(ExosipRandom.byteGenerateRandom(32))
        .hasSize(32)
        .isNotEqualTo(ExosipRandom.byteGenerateRandom(32));
    assertThatThrownBy(() -> ExosipRandom.byteGenerateRandom(-1))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
  }

  @Test
  void tlsSettingsAreKeptAndPasswordsHidden() {
    var tls = new TlsContext().rootCaCert("ca.pem").cipherList("HIGH").tlsFlags(4).dtlsFlags(8);
    tls.randomFile("random").dhParam("dh.pem").publicKeyPinned("peer.der");
    tls.client("me.pem", "me.key", "secret").server("phone.pem", "phone.key", "hidden");
    assertThat(tls.toString())
        .contains("ca.pem", "HIGH", "peer.der", "me.pem", "phone.pem")
        .doesNotContain("secret", "hidden");
  }
}

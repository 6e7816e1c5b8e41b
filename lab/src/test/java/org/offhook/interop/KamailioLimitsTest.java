package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;

/** A Kamailio that is strict: SHA-256, nonces that age within 2 s, lifetimes of 60 s or more. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class KamailioLimitsTest {

  private static @Nullable Kamailio started;

  @BeforeAll
  static void start() throws Exception {
    Debian.kamailio();
    started =
        Kamailio.start(
            Map.of(
                "KAM_AUTH", "register",
                "KAM_ALGORITHM", "SHA-256",
                "KAM_NONCE_EXPIRE", "2",
                "KAM_MIN_EXPIRES", "60"));
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static Kamailio kamailio() {
    return Objects.requireNonNull(started);
  }

  /** The next REGISTER still carries the old nonce; the answer to it says stale. */
  @ParameterizedTest
  @EnumSource
  void aNonceThatAgedIsReplaced(Wire wire) throws Exception {
    var tap = new Tapped();
    try (var endpoint =
        kamailio().endpoint(kamailio().newUser(), wire, builder -> builder.tap(tap))) {
      var registration = endpoint.register("sip:" + Kamailio.DOMAIN);
      registration.outcome().awaitOk(Phones.PATIENCE);
      endpoint.sleep(Duration.ofSeconds(4));
      registration.refresh().awaitOk(Phones.PATIENCE);
      assertThat(tap.count("<- SIP/2.0 401")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLifetimeThatIsTooShortIsRaised(Wire wire) throws Exception {
    try (var endpoint = kamailio().endpoint(kamailio().newUser(), wire, builder -> builder)) {
      var wanted = RegistrationOptions.at("sip:" + Kamailio.DOMAIN).expires(Duration.ofSeconds(30));
      assertThat(endpoint.register(wanted).outcome().awaitOk(Phones.PATIENCE))
          .isInstanceOfSatisfying(
              RegistrationOutcome.Registered.class,
              granted -> assertThat(granted.granted()).isGreaterThan(Duration.ofSeconds(55)));
    }
  }
}

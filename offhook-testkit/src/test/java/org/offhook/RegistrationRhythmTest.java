package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;

/** How often a registration speaks: RFC 3261 §10.2.4. */
class RegistrationRhythmTest {

  private static void grant(Phone registrar, SipRequest register, long seconds) {
    var contact = register.headers().get(HeaderName.CONTACT).orElseThrow();
    registrar.send(
        SipResponse.to(register, Status.OK)
            .set(HeaderName.CONTACT, contact.with("expires", Long.toString(seconds)))
            .build());
  }

  // granted, asked for: in an hour no more REGISTERs than each half of the lifetime one
  @ParameterizedTest
  @CsvSource({"30, 3600, 200, 241", "600, 600, 6, 12", "120, 30, 30, 61"})
  void aShortLifetimeMakesNoFlood(long granted, long asked, int least, int most) throws Exception {
    try (var world = new SimWorld(granted)) {
      world.run(
          () -> {
            var bob = Scene.bob(world);
            try (var alice = Scene.alice(world, options -> options.closeWithin(Duration.ZERO))) {
              alice.register(
                  RegistrationOptions.at("sip:10.0.0.2").expires(Duration.ofSeconds(asked)));
              var hour = Duration.ofHours(1);
              while (world.now().compareTo(hour) < 0) {
                var register = bob.awaitRequest(Method.REGISTER, hour);
                assertThat(register.headers().text("Expires")).hasValue(Long.toString(asked));
                grant(bob, register, granted);
              }
              assertThat(bob.count("REGISTER")).isBetween(least, most);
              var times = bob.times("REGISTER");
              for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i).minus(times.get(i - 1)).toSeconds())
                    .isBetween(granted / 2 - 1, granted * 9 / 10);
              }
            }
          });
    }
  }
}

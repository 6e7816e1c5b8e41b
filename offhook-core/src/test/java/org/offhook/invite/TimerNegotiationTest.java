package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.SessionTimers.Refresher;
import org.offhook.ua.SessionTimers.Use;

/** The tables of RFC 4028 §7 and §9. */
class TimerNegotiationTest {

  private static final SessionTimers SUPPORTED = SessionTimers.DEFAULT;

  private static SipMessage parse(String text) {
    return ((ParseResult.Parsed)
            MessageParser.parse(
                text.replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .message();
  }

  /** An INVITE with these rows; rows are separated by "|". */
  private static SipRequest invite(String rows) {
    return (SipRequest)
        parse(
            """
            INVITE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=1
            To: <sip:bob@example.com>
            Call-ID: 1
            CSeq: 1 INVITE
            Contact: <sip:alice@192.0.2.1>
            """
                + lines(rows)
                + "Content-Length: 0\n\n");
  }

  private static String lines(String rows) {
    return rows.isEmpty() ? "" : rows.replace("|", "\n") + "\n";
  }

  private static SipResponse ok(String rows) {
    var builder = SipResponse.to(invite(""), Status.OK);
    for (var row : rows.isEmpty() ? new String[0] : rows.split("\\|")) {
      builder.raw(row.substring(0, row.indexOf(':')), row.substring(row.indexOf(':') + 1));
    }
    return builder.build();
  }

  private static String asked(SessionTimers timers, @Nullable TimerTerms now) {
    var builder = invite("").toBuilder();
    TimerNegotiation.ask(builder, timers, now);
    var headers = builder.build().headers();
    return headers.text("Session-Expires").orElse("-")
        + " "
        + headers.text("Min-SE").orElse("-")
        + " "
        + headers.text("Require").orElse("-");
  }

  @Test
  @Rfc("CALL-36")
  void theFirstRequestAsksForHalfAnHourAndLeavesTheRefresherOpen() {
    assertThat(asked(SUPPORTED, null)).isEqualTo("1800 - -");
    assertThat(asked(SUPPORTED.withUse(Use.OFF), null)).isEqualTo("- - -");
    assertThat(asked(SUPPORTED.withUse(Use.REQUIRED), null)).isEqualTo("1800 - timer");
    assertThat(asked(SUPPORTED.withRefresher(Refresher.LOCAL), null))
        .isEqualTo("1800;refresher=uac - -");
    assertThat(asked(SUPPORTED.withRefresher(Refresher.REMOTE), null))
        .isEqualTo("1800;refresher=uas - -");
  }

  @Test
  @Rfc("CALL-36")
  void noIntervalIsBelowTheMinimumAndNoMinimumBelow90Seconds() {
    assertThat(asked(SUPPORTED.withMinimum(Duration.ofHours(1)), null)).isEqualTo("3600 3600 -");
    assertThat(asked(SUPPORTED.withInterval(Duration.ofSeconds(90)), null)).isEqualTo("90 - -");
    assertThatThrownBy(() -> SUPPORTED.withInterval(Duration.ofSeconds(89)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SUPPORTED.withMinimum(Duration.ofSeconds(89)))
        .isInstanceOf(IllegalArgumentException.class);
    var brief = SUPPORTED.withMinimumBelowFloor(Duration.ofSeconds(4));
    assertThat(asked(brief.withInterval(Duration.ofSeconds(10)), null)).isEqualTo("10 - -");
  }

  @Test
  @Rfc("CALL-40")
  void aRefreshKeepsTheRolesRelativeToItself() {
    assertThat(asked(SUPPORTED, new TimerTerms(600, true, 90))).isEqualTo("600;refresher=uac - -");
    assertThat(asked(SUPPORTED, new TimerTerms(600, false, 120)))
        .isEqualTo("600;refresher=uas 120 -");
  }

  @Test
  @Rfc("CALL-37")
  void a422RaisesTheIntervalAndIsRemembered() {
    var first = invite("Supported: timer|Session-Expires: 1800;refresher=uac");
    var refusal =
        SipResponse.to(first, Status.SESSION_INTERVAL_TOO_SMALL)
            .set(HeaderName.MIN_SE, 3600L)
            .build();
    var second = Objects.requireNonNull(TimerNegotiation.repair(refusal, first));
    assertThat(second.headers().text("Session-Expires")).hasValue("3600;refresher=uac");
    assertThat(second.headers().text("Min-SE")).hasValue("3600");
    assertThat(TimerNegotiation.repair(refusal, second)).isNull();
    var terms =
        TimerNegotiation.agreed(second, ok("Session-Expires: 3600;refresher=uac"), SUPPORTED);
    assertThat(asked(SUPPORTED, terms.orElseThrow())).isEqualTo("3600;refresher=uac 3600 -");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "SUPPORTED, Session-Expires: 1800;refresher=uac, 1800, true",
        "SUPPORTED, Session-Expires: 1200;refresher=uas, 1200, false",
        "SUPPORTED, x: 1200;refresher=UAS, 1200, false",
        "SUPPORTED, Session-Expires: 1200, 1200, true",
        "SUPPORTED, Session-Expires: 5;refresher=uac, 90, true",
        "SUPPORTED, Server: x, none, false",
        "REQUIRED, Server: x, none, false",
        "ALWAYS, Server: x, 1800, true",
        "OFF, Session-Expires: 1200;refresher=uas, none, false",
      })
  @Rfc({"CALL-38", "CALL-39"})
  void theCallerTakesWhatThe2xxSays(Use use, String row, @Nullable Long seconds, boolean own) {
    var terms =
        TimerNegotiation.agreed(invite("Session-Expires: 1800"), ok(row), SUPPORTED.withUse(use));
    assertThat(terms)
        .isEqualTo(Optional.ofNullable(seconds).map(count -> new TimerTerms(count, own, 90)));
  }

  /** Table 2 of §9, and the interval. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '!',
      value = {
        // the request ! the policy ! the 2xx
        "Supported: timer|Session-Expires: 1800 ! SUPPORTED ! PEERS_CHOICE ! 1800;refresher=uas -",
        "Supported: timer|Session-Expires: 1800 ! SUPPORTED ! LOCAL ! 1800;refresher=uas -",
        "Supported: timer|Session-Expires: 1800 ! SUPPORTED ! REMOTE ! 1800;refresher=uac timer",
        "Supported: timer|x: 600;refresher=uac ! SUPPORTED ! LOCAL ! 600;refresher=uac timer",
        "k: timer|Session-Expires: 600;refresher=uas ! SUPPORTED ! REMOTE ! 600;refresher=uas -",
        "Session-Expires: 1800 ! SUPPORTED ! REMOTE ! 1800;refresher=uas -",
        "Session-Expires: 1800;refresher=uac ! SUPPORTED ! LOCAL ! 1800;refresher=uas -",
        "Supported: timer|Session-Expires: 7200 ! SUPPORTED ! LOCAL ! 1800;refresher=uas -",
        "Supported: timer|Session-Expires: 7200|Min-SE: 3600 ! SUPPORTED ! LOCAL !"
            + " 3600;refresher=uas -",
        "Session-Expires: 30 ! SUPPORTED ! LOCAL ! none",
        "Supported: timer ! SUPPORTED ! LOCAL ! none",
        "Supported: timer ! REQUIRED ! REMOTE ! 1800;refresher=uac timer",
        "Supported: timer|Min-SE: 7200 ! ALWAYS ! LOCAL ! 7200;refresher=uas -",
        "Allow: INVITE ! ALWAYS ! REMOTE ! 1800;refresher=uas -",
        "Supported: timer|Session-Expires: 1800 ! OFF ! LOCAL ! none",
      })
  @Rfc("CALL-38")
  void theCalleeAnswersByTheTable(
      String rows, Use use, Refresher refresher, @Nullable String expected) {
    var timers = SUPPORTED.withUse(use).withRefresher(refresher);
    assertThat(granted(rows, timers, null)).isEqualTo(expected);
  }

  private static @Nullable String granted(
      String rows, SessionTimers timers, @Nullable TimerTerms now) {
    var request = invite(rows);
    var terms = TimerNegotiation.answer(request, timers, now);
    if (terms.isEmpty()) {
      return null;
    }
    var answer = SipResponse.to(request, Status.OK);
    TimerNegotiation.write(answer, terms.get());
    var headers = answer.build().headers();
    return headers.text("Session-Expires").orElseThrow()
        + " "
        + headers.text("Require").orElse("-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "Supported: timer ! true ! 600;refresher=uas -",
        "Supported: timer ! false ! 600;refresher=uac timer",
        "Allow: INVITE ! false ! 600;refresher=uas -",
        "Supported: timer|Session-Expires: 900 ! false ! 900;refresher=uac timer",
        "Supported: timer|Session-Expires: 900;refresher=uas ! false ! 900;refresher=uas -",
      })
  @Rfc("CALL-38")
  void aTimerInForceGoesOnWithItsRoles(String rows, boolean own, String expected) {
    assertThat(granted(rows, SUPPORTED, new TimerTerms(600, own, 90))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '!',
      value = {
        "Supported: timer|Session-Expires: 89 ! SUPPORTED ! 422 Min-SE: 90",
        "Supported: timer|Session-Expires: 90 ! SUPPORTED ! none",
        "Session-Expires: 89 ! SUPPORTED ! none",
        "Supported: timer|Session-Expires: 89 ! OFF ! none",
        "Allow: INVITE ! REQUIRED ! 421 Require: timer",
        "Require: timer|Session-Expires: 90 ! REQUIRED ! none",
      })
  @Rfc("CALL-37")
  void onlyAPeerWithTimersIsToldThatItsIntervalIsTooSmall(
      String rows, Use use, @Nullable String expected) {
    var timers = SUPPORTED.withUse(use);
    var request = invite(rows);
    var status = TimerNegotiation.refusal(request, timers);
    if (status == null) {
      assertThat(expected).isNull();
      return;
    }
    var refusal = TimerNegotiation.explain(SipResponse.to(request, status), status, timers).build();
    var name = status.code() == 422 ? "Min-SE" : "Require";
    assertThat(status.code() + " " + name + ": " + refusal.headers().text(name).orElseThrow())
        .isEqualTo(expected);
  }

  @Test
  @Rfc("CALL-41")
  void theEndIsAThirdOfTheIntervalBeforeItIsOverAtMost32Seconds() {
    assertThat(Duration.ofNanos(new TimerTerms(1800, false, 90).giveUpNanos()))
        .isEqualTo(Duration.ofSeconds(1768));
    assertThat(Duration.ofNanos(new TimerTerms(90, false, 90).giveUpNanos()))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(Duration.ofNanos(new TimerTerms(90, true, 90).refreshNanos()))
        .isEqualTo(Duration.ofSeconds(45));
  }
}

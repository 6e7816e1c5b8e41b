package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of NAPTR records: RFC 3402 §3.2, RFC 6116 §3. */
class NaptrRuleTest {

  private static final String NUMBER = "+442079460148";

  @ParameterizedTest
  @CsvSource({
    "!^.*$!sip:info@example.com!, sip:info@example.com",
    "!^\\+44(.*)$!sip:\\1@example.com!, sip:2079460148@example.com",
    "!^\\+(44)(20)(.*)$!sip:\\3@\\2.\\1.example.com!, sip:79460148@20.44.example.com",
    "/^\\+44(20|30)([0-9]{8})$/sip:\\2@area\\1.example.com/, sip:79460148@area20.example.com",
    "!^[+]([[:digit:]]+)$!sip:\\1@example.com!, sip:442079460148@example.com",
    "!^.(..).*$!sip:x\\1\\9@example.com!i, sip:x44@example.com",
    "!x*y?([1]{1}[^5-9]?)!sip:\\1@example.com!, sip:14@example.com",
  })
  void aRuleMakesAUriOfANumber(String rule, String uri) {
    assertThat(NaptrRule.apply(rule, NUMBER)).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "!^\\+49(.*)$!sip:\\1@example.com!",
    "!^.*$!sip:a@example.com",
    "!^.*$",
    "!!",
    "1^.*$1sip:a@example.com1",
    "!^.*$!sip:a@example.com!x",
    "!^(.*$!sip:a@example.com!",
    "!*$!sip:a@example.com!",
    "!^[a$!sip:a@example.com!",
    "!^\\d$!sip:a@example.com!",
    "!^.{9999}$!sip:a@example.com!",
    "!^.{3}{2}{1$!sip:a@example.com!",
    "!^(?=x)$!sip:a@example.com!",
  })
  void whatDoesNotApplyOrIsNoRuleMakesNothing(String rule) {
    assertThat(NaptrRule.apply(rule, NUMBER)).isNull();
  }

  @Test
  void aCapitalAndASmallLetterAreOneUnderTheFlag() {
    assertThat(NaptrRule.apply("!^EXAMPLE(.*)$!sip:x\\1!i", "example.com")).isEqualTo("sip:x.com");
    assertThat(NaptrRule.apply("!^EXAMPLE(.*)$!sip:x\\1!", "example.com")).isNull();
  }

  @Test
  void anEscapedDelimiterIsPartOfTheRule() {
    assertThat(NaptrRule.apply("!^(.*)$!sip:a\\!\\1@example.com!", "+1"))
        .isEqualTo("sip:a!+1@example.com");
  }

  @Test
  void noRuleCostsMoreThanItsSize() {
    var evil = "!^(((.*)*)*)*x$!sip:a@example.com!";
    var nested = "!^(.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?){250}x$!sip:a@example.com!";
    var deep = "!^" + "(".repeat(100) + ")".repeat(100) + "$!sip:a@example.com!";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(NaptrRule.apply(evil, "+".repeat(255))).isNull();
          assertThat(NaptrRule.apply(nested, "+".repeat(255))).isNull();
          assertThat(NaptrRule.apply(deep, NUMBER)).isNull();
        });
  }

  @Test
  void aNamedSetWithoutItsNameIsNoRule() {
    assertThat(NaptrRule.apply("![[:]!x!", NUMBER)).isNull();
    assertThat(NaptrRule.apply("![[:]]!x!", NUMBER)).isNull();
    assertThat(NaptrRule.apply("![[::]]!x!", NUMBER)).isNull();
  }
}

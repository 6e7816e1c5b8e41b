package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reliable provisional answers, early media, late offers and session timers, by command. */
class CallExtensionsTest {

  private static Server serve(String... more) {
    var words = new ArrayList<>(List.of("serve", "--listen", "sip:127.0.0.1:0"));
    words.addAll(List.of(more));
    return Server.start(words.toArray(String[]::new));
  }

  /** Calls, hangs up at once after the answer, and shows the messages. */
  private static Run call(Server callee, String... more) throws InterruptedException {
    var words =
        new ArrayList<>(
            List.of("call", "sip:bob@" + callee.address(), "--duration", "0", "--trace"));
    words.addAll(List.of(more));
    return Run.of(words.toArray(String[]::new));
  }

  @Test
  void theCalleeRingsReliablyWhereTheCallerCan() throws InterruptedException {
    try (var callee = serve("--reliable", "--ring", "0.2")) {
      var run = call(callee);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).contains("RSeq: ").contains("PRACK sip:");
    }
  }

  @Test
  void aCallerThatRequiresReliabilityGetsIt() throws InterruptedException {
    try (var callee = serve("--ring", "0.2")) {
      var run = call(callee, "--reliable");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).contains("Require: 100rel").contains("PRACK sip:");
    }
  }

  @Test
  void earlyMediaComeBeforeTheAnswer() throws InterruptedException {
    try (var callee = serve("--early-media", "--ring", "0.2")) {
      var run = call(callee, "--json");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("\"status\":183").contains("\"early_media\":true");
    }
  }

  @Test
  void anOfferIsLeftToTheCallee() throws InterruptedException {
    try (var callee = serve()) {
      var run = call(callee, "--late-offer");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err().substring(0, run.err().indexOf("SIP/2.0 200")))
          .doesNotContain("m=audio");
      assertThat(run.err().substring(run.err().indexOf("ACK sip:"))).contains("m=audio");
    }
  }

  @Test
  void aSessionTimerThatIsTooShortIsRaised() throws InterruptedException {
    try (var callee = serve("--min-se", "300")) {
      var run = call(callee, "--session-expires", "200");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err())
          .containsSubsequence(
              "Session-Expires: 200", "SIP/2.0 422 ", "Session-Expires: 300", "SIP/2.0 200 OK");
    }
  }

  @Test
  void theCalleeBeginsASessionTimerAndIsWarnedOfOneThatIsForbidden() throws InterruptedException {
    try (var callee = serve("--session-expires", "20", "--min-se", "20")) {
      assertThat(callee.errorLine(line -> true)).startsWith("offhook serve: warning: --min-se 20 ");
      var run = call(callee);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).contains("Session-Expires: 20;refresher=");
    }
  }
}

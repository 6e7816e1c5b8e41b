package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code call} and {@code serve} do in a call that is up. */
class AfterTheAnswerTest {

  private static Server serve(String... more) {
    var words = new ArrayList<>(List.of("serve", "--listen", "sip:127.0.0.1:0"));
    words.addAll(List.of(more));
    return Server.start(words.toArray(String[]::new));
  }

  private static Run call(Server callee, String... more) throws InterruptedException {
    var words = new ArrayList<>(List.of("call", "sip:bob@" + callee.address()));
    words.addAll(List.of(more));
    return Run.of(words.toArray(String[]::new));
  }

  @Test
  void keysArePressedAndArriveInOrderBeforeTheCallIsHungUp() throws InterruptedException {
    try (var callee = serve()) {
      var run = call(callee, "--dtmf", "1a#", "--duration", "0");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines()).containsSubsequence("established", "pressed 1A#");
      for (var key : List.of("1", "A", "#")) {
        assertThat(callee.line(line -> line.startsWith("key "))).isEqualTo("key " + key);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eitherSideUpdatesTheSession(boolean caller) throws InterruptedException {
    try (var callee = caller ? serve() : serve("--update", "--duration", "0.1", "--trace")) {
      var run =
          caller ? call(callee, "--update", "--duration", "0", "--trace") : call(callee, "--trace");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).contains("UPDATE sip:");
      if (caller) {
        assertThat(run.lines()).contains("updated");
      } else {
        callee.line("updated"::equals);
      }
    }
  }

  @Test
  void theCalleeHoldsAndResumes() throws InterruptedException {
    try (var callee = serve("--hold", "--duration", "1", "--json")) {
      var port =
          callee
              .line(line -> line.contains("\"event\":\"listening\""))
              .replaceFirst(".*\"port\":(\\d+).*", "$1");
      var run = Run.of("call", "sip:bob@127.0.0.1:" + port);
      assertThat(run.code()).as(run.err()).isZero();
      callee.line(line -> line.startsWith("{\"event\":\"held\",\"call\":\""));
      callee.line(line -> line.startsWith("{\"event\":\"resumed\",\"call\":\""));
      assertThat(run.lines()).contains("the other side changed the session");
    }
  }

  /** alice transfers bob to carol: bob calls carol, alice leaves. */
  @Test
  void aTransferIsToldByAllSides() throws InterruptedException {
    try (var carol = serve("--duration", "0.1");
        var bob = serve("--follow-refer")) {
      var target = "sip:carol@" + carol.address();
      var run = call(bob, "--transfer-to", target, "--json");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines())
          .extracting(line -> line.replaceFirst("^\\{\"event\":\"([^\"]*)\".*$", "$1"))
          .containsSubsequence("established", "transfer", "transfer-progress", "transferred")
          .endsWith("ended");
      assertThat(run.out()).contains("\"to\":\"" + target + "\"").contains("\"status\":200");
      bob.line(("asked to call " + target)::equals);
      bob.line(("calling " + target)::equals);
      carol.line("established"::equals);
      bob.line("ended: the peer hung up"::equals);
    }
  }

  /** bob transfers alice to carol: alice follows, and her command ends with the last call. */
  @Test
  void theCallerFollowsATransfer() throws InterruptedException {
    try (var carol = serve("--duration", "0.1")) {
      var target = "sip:carol@" + carol.address();
      try (var bob = serve("--transfer-to", target)) {
        var run = call(bob, "--follow-refer");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines())
            .containsSubsequence(
                "established", "asked to call " + target, "calling " + target, "established");
        bob.line("transferred"::equals);
        carol.line(line -> line.startsWith("ended: "));
      }
    }
  }

  @Test
  void aPeerThatDeclinesATransferEndsWithOne() throws InterruptedException {
    try (var bob = serve()) {
      var run = call(bob, "--transfer-to", "sip:carol@127.0.0.1");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).startsWith("offhook call: not transferred: ").contains("603");
      bob.line("asked to call sip:carol@127.0.0.1: declined"::equals);
    }
  }

  @Test
  void aTargetThatIsBusyEndsWithOne() throws InterruptedException {
    try (var carol = serve("--answer", "486");
        var bob = serve("--follow-refer")) {
      var run = call(bob, "--transfer-to", "sip:carol@" + carol.address(), "--json");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out())
          .contains("\"event\":\"transfer-failed\"")
          .contains("\"status\":486")
          .doesNotContain("\"event\":\"transferred\"");
    }
  }

  @Test
  void aCallThatEndsBeforeTheTransferEndsWithOne() throws InterruptedException {
    try (var bob = serve("--duration", "0.05")) {
      var run = call(bob, "--transfer-to", "sip:carol@127.0.0.1", "--duration", "30");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("not transferred: the call ended before that");
    }
  }

  @Test
  void serveGoesOnAfterAStepThatFails() throws InterruptedException {
    try (var bob = serve("--transfer-to", "sip:carol@127.0.0.1", "--duration", "0.1")) {
      var target = "sip:bob@" + bob.address();
      for (int i = 0; i < 2; i++) {
        var run = Run.of("call", target);
        assertThat(run.code()).as(run.err()).isZero();
        bob.line(line -> line.startsWith("not transferred: ") && line.contains("603"));
        bob.line(line -> line.startsWith("ended: "));
      }
    }
  }
}

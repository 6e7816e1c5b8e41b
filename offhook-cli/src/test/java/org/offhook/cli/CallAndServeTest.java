package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallAndServeTest {

  private static Server serve(String... more) {
    var words = new ArrayList<>(List.of("serve", "--listen", "sip:127.0.0.1:0"));
    words.addAll(List.of(more));
    return Server.start(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void aCallIsAnsweredAndHungUp(String transport) throws InterruptedException {
    try (var callee = serve()) {
      var target = "sip:bob@" + callee.address() + ";transport=" + transport;
      var run = Run.of("call", target, "--duration", "0", "--aor", "sip:alice@example.com");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines()).startsWith("calling " + target).contains("established");
      assertThat(run.lines().getLast()).startsWith("ended: ");
      callee.line("call from sip:alice@example.com"::equals);
      callee.line("established"::equals);
      callee.line(line -> line.startsWith("ended: "));
    }
  }

  @Test
  void serveEndsCallsWhenItIsStopped() throws InterruptedException {
    var callee = serve();
    var caller = Server.start("call", "sip:bob@" + callee.address());
    caller.line("established"::equals);
    assertThat(callee.stop()).isZero();
    assertThat(caller.line(line -> line.startsWith("ended: "))).contains("peer");
    assertThat(caller.stop()).isZero();
  }

  @Test
  void aCallThatIsStoppedHangsUp() throws InterruptedException {
    try (var callee = serve()) {
      var caller = Server.start("call", "sip:bob@" + callee.address());
      caller.line("established"::equals);
      assertThat(caller.stop()).isZero();
      callee.line(line -> line.startsWith("ended: "));
    }
  }

  @Test
  void aCallThatIsStoppedBeforeTheAnswerEndsWithOne() throws InterruptedException {
    try (var callee = serve("--ring", "60")) {
      var caller = Server.start("call", "sip:bob@" + callee.address());
      caller.line("180 Ringing"::equals);
      assertThat(caller.stop()).isEqualTo(1);
      callee.line(line -> line.startsWith("ended: cancelled"));
    }
  }

  @Test
  void theCalleeMayHangUp() throws InterruptedException {
    try (var callee = serve("--duration", "0.01")) {
      var run = Run.of("call", "sip:bob@" + callee.address());
      assertThat(run.code()).as(run.err()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 486, 503, 603})
  void aRefusalEndsWithOne(int status) throws InterruptedException {
    try (var callee = serve("--answer", String.valueOf(status))) {
      var run = Run.of("call", "sip:bob@" + callee.address(), "--duration", "0");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).startsWith("offhook call: refused with " + status + " ");
    }
  }

  @Test
  void aRedirectionIsFollowed() throws InterruptedException {
    try (var there = serve();
        var here = serve("--answer", "302", "--contact", "sip:bob@" + there.address())) {
      var run = Run.of("call", "sip:bob@" + here.address(), "--duration", "0");
      assertThat(run.code()).as(run.err()).isZero();
      there.line("established"::equals);
    }
  }

  @Test
  void aCallIsCancelled() throws InterruptedException {
    try (var callee = serve("--ring", "60")) {
      var run = Run.of("call", "sip:bob@" + callee.address(), "--cancel-after", "0.05");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines()).contains("180 Ringing", "ended: cancelled");
    }
  }

  @Test
  void anAnswerBeforeTheCancelEndsWithOne() throws InterruptedException {
    try (var callee = serve()) {
      var run = Run.of("call", "sip:bob@" + callee.address(), "--cancel-after", "30");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("answered before");
    }
  }

  @Test
  void aCallIsHeldAndResumed() throws InterruptedException {
    try (var callee = serve()) {
      var run = Run.of("call", "sip:bob@" + callee.address(), "--hold", "--duration", "1");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines()).containsSubsequence("established", "held", "resumed");
    }
  }

  @Test
  void manyCallsAreCounted() throws InterruptedException {
    try (var callee = serve("--quiet")) {
      var run = Run.of("call", "sip:bob@" + callee.address(), "--calls", "100", "--rate", "1000");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines().getLast()).startsWith("100 calls: 100 as asked, 0 failed, in ");
    }
  }

  @Test
  void oneFailureOfManyEndsWithOne() throws InterruptedException {
    try (var callee = serve("--max-calls", "1", "--duration", "5")) {
      var run =
          Run.of(
              "call",
              "sip:bob@" + callee.address(),
              "--calls",
              "2",
              "--rate",
              "1000",
              "--duration",
              "0.3");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("1 of 2 calls").contains("503");
      assertThat(run.out()).contains("2 calls: 1 as asked, 1 failed");
    }
  }

  @Test
  void theHeaderFieldsArrive() throws InterruptedException {
    try (var callee = serve("--trace", "--header", "X-Callee: yes")) {
      var run =
          Run.of(
              "call",
              "sip:bob@" + callee.address(),
              "--duration",
              "0",
              "--trace",
              "--header",
              "X-One: 1",
              "--header=X-Two: 2");
      assertThat(run.code()).as(run.err()).isZero();
      callee.errorLine("X-One: 1"::equals);
      callee.errorLine("X-Two: 2"::equals);
      assertThat(run.err()).contains("X-Callee: yes");
    }
  }

  @Test
  void theSessionDescriptionComesFromAFile(@TempDir Path folder) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("offer.sdp"),
            """
            v=0
            o=- 7 1 IN IP4 192.0.2.9
            s=mine
            c=IN IP4 192.0.2.9
            t=0 0
            m=audio 4000 RTP/AVP 8
            """);
    try (var callee = serve()) {
      var run =
          Run.of(
              "call",
              "sip:bob@" + callee.address(),
              "--duration",
              "0",
              "--trace",
              "--sdp",
              file.toString());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).contains("s=mine").contains("m=audio 4000 RTP/AVP 8");
    }
  }

  @Test
  void offersWithNothingInCommonAreRefused(@TempDir Path folder) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("offer.sdp"),
            """
            v=0
            o=- 7 1 IN IP4 192.0.2.9
            s=-
            c=IN IP4 192.0.2.9
            t=0 0
            m=audio 4000 RTP/AVP 3
            """);
    try (var callee = serve()) {
      var run =
          Run.of(
              "call", "sip:bob@" + callee.address(), "--duration", "0", "--sdp", file.toString());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("488").contains("--sdp");
    }
  }

  @Test
  void eventsAreJsonObjectsOnOneLineEach() throws InterruptedException {
    try (var callee = serve("--json")) {
      var listening = callee.line(line -> line.contains("\"event\":\"listening\""));
      var port = listening.replaceFirst(".*\"port\":(\\d+).*", "$1");
      var run = Run.of("call", "sip:bob@127.0.0.1:" + port, "--duration", "0", "--json");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines())
          .allMatch(line -> line.startsWith("{\"event\":\"") && line.endsWith("}"));
      assertThat(run.out())
          .contains("\"event\":\"calling\"", "\"event\":\"established\"", "\"event\":\"ended\"")
          .contains("\"cause\":\"local-hang-up\"");
      callee.line(line -> line.startsWith("{\"event\":\"incoming\",\"call\":\""));
      callee.line(line -> line.startsWith("{\"event\":\"ended\""));
    }
  }

  @Test
  void messagesArriveAndTheirTextCannotSteerTheTerminal() throws InterruptedException {
    try (var callee = serve()) {
      var run = Run.of("message", "sip:bob@" + callee.address(), "gr\u00fc\u00df\u001b[2J\ndich");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("200 OK\n");
      assertThat(callee.line(line -> line.startsWith("message from ")))
          .endsWith(": gr\u00fc\u00df?[2J dich");
    }
  }

  @Test
  void pingsAreCountedAndTimed() throws InterruptedException {
    try (var callee = serve()) {
      var run = Run.of("options", "sip:" + callee.address(), "--count", "3", "--interval", "0.01");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines()).hasSize(4);
      assertThat(run.lines().getFirst()).matches("200 OK from sip:\\S+: number=1 time=\\S+ ms.*");
      assertThat(run.lines().getLast()).startsWith("3 sent, 3 answered, 3 with 2xx; round trip ");
    }
  }

  @Test
  void everySocketOfAServerIsTold() throws InterruptedException {
    try (var callee = Server.start("serve", "--listen", "sip:127.0.0.1:0", "--json")) {
      callee.line(line -> line.contains("\"transport\":\"udp\""));
      callee.line(line -> line.contains("\"transport\":\"tcp\""));
    }
  }
}

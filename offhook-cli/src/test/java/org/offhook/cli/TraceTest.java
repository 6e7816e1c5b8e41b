package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

class TraceTest {

  private static String shown(String message) {
    return Trace.readable(message.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Rfc("SEC-21")
  void credentialsAreHiddenInMessagesGoodAndBad() {
    var good =
        """
        REGISTER sip:example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
        From: <sip:alice:geheim@example.com>;tag=1
        To: <sip:alice@example.com>
        Call-ID: 1
        CSeq: 1 REGISTER
        Authorization: Digest username="alice", response="abcdef"
        Content-Length: 0

        """
            .replace("\n", "\r\n");
    assertThat(shown(good)).contains("REGISTER sip:example.com").doesNotContain("abcdef", "geheim");
    var bad = good.replace("CSeq: 1", "CSeq: x").replace(", response", ",\r\n response");
    assertThat(shown(bad)).contains("CSeq: x").doesNotContain("abcdef");
  }

  @Test
  @Rfc("SEC-21")
  void controlCharactersDoNotReachTheTerminal() {
    assertThat(shown("\u001b[2Jnoise\r\n\u009b31m")).doesNotContain("\u001b", "\u009b");
  }

  @Test
  void theTraceGoesToStandardErrorAndTheResultToStandardOutput() throws Exception {
    try (var server = Server.start("serve", "--listen", "udp:127.0.0.1:0", "--trace")) {
      var run = Run.of("options", "sip:" + server.address(), "--trace");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.lines()).hasSize(1);
      assertThat(run.err())
          .contains(">>> udp ", "OPTIONS sip:127.0.0.1", "<<< udp ", "SIP/2.0 200 OK");
      assertThat(server.errorLine(line -> line.startsWith("<<<"))).contains("udp 127.0.0.1:");
    }
  }
}

package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodeTest {

  private static void isOneLine(Run run) {
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("offhook").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "call",
        "call sip:bob@127.0.0.1 --no-such-option",
        "call bob",
        "call sip:bob@127.0.0.1 --calls 0",
        "call sip:bob@127.0.0.1 --calls many",
        "call sip:bob@127.0.0.1 --rate 0",
        "call sip:bob@127.0.0.1 --duration -1",
        "call sip:bob@127.0.0.1 --timeout 0",
        "call sip:bob@127.0.0.1 --header nothing",
        "call sip:bob@127.0.0.1 --sdp /no/such/file",
        "call sip:bob@127.0.0.1 --proxy http://127.0.0.1",
        "call sip:bob@127.0.0.1 --aor http://",
        "call sip:bob@127.0.0.1 --user alice",
        "call sip:bob@127.0.0.1 --password secret",
        "call sip:bob@127.0.0.1 --user alice --password-file /no/such/file",
        "call sip:bob@127.0.0.1 --dtmf 12x",
        "call sip:bob@127.0.0.1 --dtmf=",
        "call sip:bob@127.0.0.1 --transfer-to carol",
        "call sip:bob@127.0.0.1 --transfer-to sip:carol@127.0.0.1 --cancel-after 1",
        "call sip:bob@127.0.0.1 --session-expires 60",
        "call sip:bob@127.0.0.1 --session-expires 0",
        "call sip:bob@127.0.0.1 --session-expires 100 --min-se 200",
        "message sip:bob@127.0.0.1",
        "options sip:127.0.0.1 --count -1",
        "register sip:127.0.0.1",
        "register tel:+123 --aor sip:alice@127.0.0.1",
        "register sip:127.0.0.1 --user alice --password x --expires 0",
        "register sip:alice@127.0.0.1 --once --unregister",
        "serve --answer 150",
        "serve --answer 202",
        "serve --answer 700",
        "serve --answer 302",
        "serve --contact sip:carol@127.0.0.1",
        "serve --answer 486 --hold",
        "serve --min-se 0",
        "serve --max-calls 0",
        "serve --public-address 192.0.2.1:x",
        "register sip:alice@127.0.0.1 --outbound",
        "register sip:alice@127.0.0.1 --instance mine",
        "serve --listen 127.0.0.1:5060",
        "serve --listen udp:::1:5060",
        "serve --listen udp:127.0.0.1:99999",
        "registrar --account alice",
        "serve --key key.pem",
        "serve --tls-insecure --ca ca.pem",
        "serve --client-certificates some",
        "serve --cert a.pem --key-password-file /no/such/file",
        "subscribe sip:bob@127.0.0.1",
        "subscribe sip:bob@127.0.0.1 --event presence --expires 0",
        "subscribe sip:bob@127.0.0.1 --event presence --accept x",
        "publish sip:bob@127.0.0.1 --event presence",
        "publish sip:bob@127.0.0.1 --event presence --body x --remove y",
        "publish sip:bob@127.0.0.1 --event presence --file /no/such/file",
        "parse"
      })
  void wrongUsageEndsWithTwoAndOneLine(String line) {
    var run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    isOneLine(run);
  }

  @Test
  void aTextThatLooksLikeAMissingOptionCanStillBeSent() throws Exception {
    try (var server = Server.start("serve", "--listen", "udp:127.0.0.1:0")) {
      var run = Run.of("message", "sip:bob@" + server.address(), "--", "--dns");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(server.line(line -> line.startsWith("message"))).endsWith(": --dns");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve --listen tls:127.0.0.1:0 --cert /no/such.pem --key /no/such.key",
        "registrar --listen tls:127.0.0.1:0 --cert /no/such.pem",
        "options sip:127.0.0.1;transport=tls --ca /no/such.pem",
        "serve --listen tls:127.0.0.1:0"
      })
  void filesOfTlsThatCannotBeUsedEndWithThreeAndAreNamed(String line) {
    var run = Run.of(line.split(" "));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).containsAnyOf("there is no file /no/such.pem", "--cert and --key");
    isOneLine(run);
  }

  @Test
  void aBusyPortEndsWithThreeAndSaysWhatToDo() throws IOException {
    try (var taken =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      var run = Run.of("serve", "--listen", "udp:127.0.0.1:" + taken.getLocalPort());
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.err()).contains("in use").contains("another port");
      isOneLine(run);
    }
  }

  @Test
  void anAddressThatIsNotOursEndsWithThree() {
    var run = Run.of("serve", "--listen", "udp:192.0.2.77:5060");
    assertThat(run.code()).isEqualTo(3);
    isOneLine(run);
  }

  @Test
  void aHostWithoutAddressEndsWithThree() {
    var run = Run.of("options", "sip:no-such-host.invalid");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("no-such-host.invalid");
    isOneLine(run);
  }

  @Test
  void aRefusedConnectionEndsWithThree() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    for (var line :
        new String[] {
          "options sip:127.0.0.1:" + port + ";transport=tcp",
          "message sip:bob@127.0.0.1:" + port + ";transport=tcp hello",
          "register sip:alice@127.0.0.1:" + port + ";transport=tcp"
        }) {
      var run = Run.of(line.split(" "));
      assertThat(run.code()).as(line + ": " + run.err()).isEqualTo(3);
      isOneLine(run);
    }
    var call = Run.of("call", "sip:bob@127.0.0.1:" + port + ";transport=tcp");
    assertThat(call.code()).isEqualTo(3);
  }

  @Test
  void silenceEndsWithOne() throws IOException {
    try (var silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      var target = "sip:bob@127.0.0.1:" + silent.getLocalPort();
      for (var words :
          new String[][] {
            {"options", target}, {"message", target, "hello"}, {"register", target}
          }) {
        var all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--timeout";
        all[words.length + 1] = "0.2";
        var run = Run.of(all);
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("--timeout");
        isOneLine(run);
      }
      var call = Run.of("call", target, "--timeout", "0.2");
      assertThat(call.code()).isEqualTo(1);
      assertThat(call.err()).contains("no answer in time");
    }
  }

  @Test
  void aStackTraceComesOnlyWithDebug() {
    assertThat(Run.of("options", "sip:no-such-host.invalid", "--debug").err()).contains("\tat ");
  }
}

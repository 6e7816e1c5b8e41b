package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.Listen;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;

/** SIPp's registering scenarios against Offhook's own registrar. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class SippRegistersTest {

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  static Stream<Arguments> scenarios() {
    return Stream.of("uac-register", "uac-register-wrong", "uac-register-423", "uac-register-stale")
        .flatMap(name -> Stream.of(Wire.values()).map(wire -> Arguments.of(name, wire)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void passes(String name, Wire wire) throws Exception {
    try (var server = server()) {
      var address = "127.0.0.1:" + port(server, wire);
      try (var run = SippRun.calling(name, address, wire, Map.of("DOMAIN", "interop.test"))) {
        assertThat(run.exit()).as(run.report()).isZero();
      }
      assertThat(server.bindings()).hasSize(name.equals("uac-register-stale") ? 1 : 0);
    }
  }

  private static SipServer server() throws InterruptedException {
    return SipServer.start(
        SipServerOptions.builder()
            .listen(Listen.sip("127.0.0.1", 0))
            .domain("interop.test")
            .user("sipp", "sipppw")
            .authenticate(Authenticate.REGISTER)
            .algorithms(DigestAlgorithm.MD5)
            .nonceLifetime(Duration.ofSeconds(2))
            .minExpires(Duration.ofMinutes(1))
            .build());
  }

  private static int port(SipServer server, Wire wire) {
    return server.listening().stream()
        .filter(each -> each.kind() == wire.kind())
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }
}

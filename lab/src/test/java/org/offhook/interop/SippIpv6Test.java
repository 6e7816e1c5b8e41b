package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;

/** Calls over IPv6, at an endpoint that listens on both families at once. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class SippIpv6Test {

  private static final Map<String, String> LOCAL = Map.of("LOCAL_IP", "::1");

  @BeforeAll
  static void needs() throws Exception {
    Debian.sipp();
    Assumptions.assumeTrue(
        Files.exists(SippRun.IPV6) && Files.readString(SippRun.IPV6).contains(" lo"),
        "this machine has no IPv6 on loopback");
  }

  private static Endpoint both() throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .listen(Listen.sip("127.0.0.1", 0))
            .listen(Listen.sip("::1", 0))
            .aor("sip:service@[::1]")
            .closeWithin(Duration.ofSeconds(1))
            .build());
  }

  private static int port(Endpoint endpoint, Wire wire) {
    return endpoint.listening().stream()
        .filter(each -> each.kind() == wire.kind())
        .filter(each -> each.address().getAddress() instanceof java.net.Inet6Address)
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointIsCalled(Wire wire) throws Exception {
    try (var endpoint = both()) {
      endpoint.onCall(Phones.ANSWER);
      var target = "[::1]:" + port(endpoint, wire);
      try (var run = SippRun.calling("uac-reinvite", target, wire, LOCAL)) {
        assertThat(run.exit()).as(run.report()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointCalls(Wire wire) throws Exception {
    try (var endpoint = both();
        var run = SippRun.waiting("uas-bye", wire, LOCAL)) {
      var target = "sip:sipp@[::1]:" + run.port() + (wire == Wire.TCP ? ";transport=tcp" : "");
      Phones.awaitHangUp(Phones.established(endpoint, target));
      assertThat(run.exit()).as(run.report()).isZero();
    }
  }
}

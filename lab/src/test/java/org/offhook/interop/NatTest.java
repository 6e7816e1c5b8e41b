package org.offhook.interop;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** A telephone behind a NAT of network namespaces stays reachable, wherever its binding moves. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class NatTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeAll
  static void needsNamespaces() throws Exception {
    Debian.namespaces();
  }

  /** Waits for so many answered calls by a binding with an outside port that begins so. */
  private static void answered(Child outside, int count, String port) throws Exception {
    var line = Pattern.compile("(?m)^answered by .*10\\.77\\.2\\.1:" + port + "\\d{3}\\D");
    outside.await(
        count + " answered calls by a port " + port + "000",
        PATIENCE,
        () -> line.matcher(outside.output()).results().count() >= count);
  }

  // a call | packets are lost, calls | all bindings of the NAT are forgotten, calls by a new one
  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @Rfc("NET-36")
  void isReachableAfterTheBindingMoved(String transport) throws Exception {
    try (var nat = Nat.up();
        var outside = nat.start("out", NatOutside.class)) {
      outside.await("registrar", PATIENCE, () -> outside.output().contains("ready"));
      try (var inside = nat.start("in", NatInside.class, transport)) {
        inside.await("registration", PATIENCE, () -> inside.output().contains("registered"));
        answered(outside, 1, "2[0-4]");
        nat.drop(10);
        answered(outside, 4, "2[0-4]");
        nat.move(30_000, 34_999);
        answered(outside, 2, "3[0-4]");
      }
    }
  }
}

package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.offhook.testing.Rfc;

/** Telephones behind a NAT of network namespaces stay reachable, wherever their bindings move. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class NatTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeAll
  static void needsNamespaces() throws Exception {
    Debian.namespaces();
  }

  /** Waits until each telephone was called so often by an outside port that begins so. */
  private static void answered(Child outside, int count, String port) throws Exception {
    for (var user : Nat.USERS) {
      var line =
          Pattern.compile("(?m)^" + user + " answered by .*10\\.77\\.2\\.1:" + port + "\\d{3}\\D");
      outside.await(
          count + " answered calls to " + user + " by a port " + port + "000",
          PATIENCE,
          () -> line.matcher(outside.output()).results().count() >= count);
    }
  }

  // calls | packets are lost, calls | all bindings of the NAT are forgotten, calls by new ones
  @Test
  @Rfc("NET-36")
  void telephonesAreReachableAfterTheirBindingsMoved() throws Exception {
    try (var nat = Nat.up();
        var outside = nat.start("out", NatOutside.class)) {
      outside.await("registrar", PATIENCE, () -> outside.output().contains("ready"));
      try (var inside = nat.start("in", NatInside.class)) {
        answered(outside, 1, "2[0-4]");
        nat.drop(10);
        answered(outside, 3, "2[0-4]");
        nat.move(30_000, 34_999);
        answered(outside, 1, "3[0-4]");
        assertThat(inside.output()).contains("udp registered").doesNotContain("Exception");
      }
    }
  }
}

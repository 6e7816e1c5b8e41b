package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What is said where a peer is missing. */
class DebianTest {

  @Test
  void theMissingPackageIsNamedAndTheTestSkipped() {
    assertThatThrownBy(() -> Debian.needs("no-such-command", "no-such-package", false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no-such-package");
  }

  @Test
  void whereEverythingMustBeThereTheTestFails() {
    assertThatThrownBy(() -> Debian.needs("no-such-command", "no-such-package", true))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no-such-package");
  }
}

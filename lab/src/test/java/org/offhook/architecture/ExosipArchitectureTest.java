package org.offhook.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The words of eXosip2 stand on the API; their lock is the only one, and the layer stays thin. */
class ExosipArchitectureTest extends ModuleRules {

  /** Imports are counted; comments, Javadoc and blank lines are not. */
  private static final int MOST_CODE_LINES = 3_000;

  ExosipArchitectureTest() {
    super("offhook-exosip");
  }

  @Override
  Set<String> threadClasses() {
    return Set.of(
        "org.offhook.exosip.ExosipSettings", // the lock that ported programs take
        "org.offhook.exosip.Exosip", // takes it
        "org.offhook.exosip.CallFunctions",
        "org.offhook.exosip.MessageFunctions",
        "org.offhook.exosip.RegisterFunctions",
        "org.offhook.exosip.ctypes.Context"); // one loop at a time, and any executor
  }

  @Override
  Set<String> clockClasses() {
    return Set.of();
  }

  @Override
  Set<String> wideTypes() {
    return Set.of("ToldEvent"); // each word of an event once: the original's has 13, too
  }

  @Test
  void theLayerIsThin() {
    int lines = code().sources().stream().mapToInt(SourceFile::codeLines).sum();
    assertThat(lines)
        .as(
            "code lines of offhook-exosip; the layer only translates words: what is of general use"
                + " belongs in offhook-core, as API of its own with tests, and what is said twice"
                + " in one place")
        .isLessThan(MOST_CODE_LINES);
  }
}

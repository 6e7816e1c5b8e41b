package org.offhook.architecture;

import java.util.Set;

/** The command line: a program of its own, which waits through the API like any other. */
class CliArchitectureTest extends ModuleRules {

  CliArchitectureTest() {
    super("offhook-cli");
  }

  @Override
  Set<String> threadClasses() {
    return Set.of();
  }

  @Override
  Set<String> clockClasses() {
    return Set.of();
  }
}

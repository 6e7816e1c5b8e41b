package org.offhook.architecture;

import java.util.Set;

/** The command line: a program of its own, which waits through the API like any other. */
class CliArchitectureTest extends ModuleRules {

  CliArchitectureTest() {
    super("offhook-cli");
  }

  @Override
  Set<String> threadClasses() {
    return Set.of(
        "org.offhook.cli.Command", // a Callable for the option parser
        "org.offhook.cli.Signals", // comes on a thread of the virtual machine
        "org.offhook.cli.Scribe"); // writes on a thread of its own, so that a loop does not wait
  }

  @Override
  Set<String> clockClasses() {
    return Set.of();
  }

  @Override
  Set<String> clockCalls() {
    return Set.of("System.nanoTime"); // a program of the real world
  }
}

package org.offhook.architecture;

import java.util.Set;

/** The simulated world, and with it the tests of core that need one. */
class TestkitArchitectureTest extends ModuleRules {

  TestkitArchitectureTest() {
    super("offhook-testkit");
  }

  @Override
  Set<String> threadClasses() {
    return Set.of(
        // the baton is handed from thread to thread, and a world may be watched from another one
        "org.offhook.testkit.Baton", "org.offhook.testkit.SimWorld");
  }

  @Override
  Set<String> clockClasses() {
    return Set.of(
        // user code that blocks elsewhere is found by real time
        "org.offhook.testkit.Baton", "org.offhook.testkit.SimWorldTest");
  }
}

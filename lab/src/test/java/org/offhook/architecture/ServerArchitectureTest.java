package org.offhook.architecture;

import java.util.Set;

/** The embedded server runs on an endpoint's loop like core. */
class ServerArchitectureTest extends ModuleRules {

  ServerArchitectureTest() {
    super("offhook-server");
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

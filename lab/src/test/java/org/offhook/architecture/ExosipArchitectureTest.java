package org.offhook.architecture;

import java.util.Set;

/** The words of eXosip2 stand on the API; their lock is the only one. */
class ExosipArchitectureTest extends ModuleRules {

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
}

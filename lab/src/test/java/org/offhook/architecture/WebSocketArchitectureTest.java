package org.offhook.architecture;

import java.util.Set;

/** SIP over WebSocket runs on an endpoint's loop like core. */
class WebSocketArchitectureTest extends ModuleRules {

  WebSocketArchitectureTest() {
    super("offhook-websocket");
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

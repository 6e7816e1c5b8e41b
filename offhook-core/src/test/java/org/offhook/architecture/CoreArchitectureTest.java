package org.offhook.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Core: the layers, and one writer for all protocol state. */
class CoreArchitectureTest extends ModuleRules {

  CoreArchitectureTest() {
    super("offhook-core");
  }

  @Override
  Set<String> threadClasses() {
    return Set.of(
        // the loop's inbox and the hand-over to user threads and tasks
        "org.offhook.loop.ParkSignal",
        "org.offhook.loop.SelectorLoop",
        "org.offhook.loop.TaskPool",
        "org.offhook.loop.VirtualThreads",
        // the API: what any thread may wait for, take from or write to
        "org.offhook.Attributes",
        "org.offhook.EventQueue",
        "org.offhook.Pending");
  }

  @Override
  Set<String> clockClasses() {
    return Set.of("org.offhook.loop.SystemTime", "org.offhook.loop.VirtualThreads");
  }

  @Test
  void importsPointToLowerLayers() {
    assertThat(Layers.upwardImports(code().classes())).isEmpty();
  }

  @Test
  void publicSignaturesShowPublicTypes() {
    assertThat(Layers.leaks(code().classes())).isEmpty();
  }
}

package org.offhook.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Core: the layers, and one writer for all protocol state. */
class CoreArchitectureTest extends ModuleRules {

  /**
   * What an application is given of the lower layers: a call's identifiers, listeners, messages.
   */
  private static final Set<String> SHOWN =
      Set.of(
          "org.offhook.dialog.DialogSnapshot",
          "org.offhook.dns.DnsSettings",
          "org.offhook.dns.LookUpStep",
          "org.offhook.dns.NaptrRecord",
          "org.offhook.dns.NextHop",
          "org.offhook.transport.Listening",
          "org.offhook.transport.NatPolicy",
          "org.offhook.transport.TransportSettings",
          "org.offhook.transport.WireTap");

  CoreArchitectureTest() {
    super("offhook-core");
  }

  @Override
  Set<String> threadClasses() {
    return Set.of(
        // the loop's inbox and the hand-over to user threads and tasks
        "org.offhook.loop.LoopThread",
        "org.offhook.loop.ParkSignal",
        "org.offhook.loop.SelectorLoop",
        "org.offhook.loop.TaskPool",
        "org.offhook.loop.VirtualThreads",
        // the API: what any thread may wait for, take from or write to
        "org.offhook.Attributes",
        "org.offhook.Endpoint",
        "org.offhook.EndpointCore",
        "org.offhook.EventChannel",
        "org.offhook.EventQueue",
        "org.offhook.Identifiers",
        "org.offhook.OrderedTasks",
        "org.offhook.Pending");
  }

  @Override
  Set<String> clockClasses() {
    return Set.of("org.offhook.loop.SystemTime", "org.offhook.loop.VirtualThreads");
  }

  @Override
  Set<String> wideTypes() {
    return Set.of(
        "EndpointCore", // holds each part of an endpoint once
        "InviteSession"); // one call: its dialog, its transactions, its session
  }

  @Override
  Set<String> wideMethods() {
    return Set.of(
        // the parser's inner steps hand on positions instead of making objects
        "HeaderScan.add",
        "Wire.<init>",
        "Wire.moved",
        // private: the seven parts of a URI
        "SipUri.<init>");
  }

  @Test
  void importsPointToLowerLayers() {
    assertThat(Layers.upwardImports(code().classes())).isEmpty();
  }

  @Test
  void publicSignaturesShowPublicTypes() {
    assertThat(Layers.leaks(code().classes(), SHOWN)).isEmpty();
  }
}

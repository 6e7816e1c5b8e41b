package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.Listen;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;

class RegisterCommandTest {

  private SipServer registrar;
  private String address;

  @BeforeEach
  void start() throws InterruptedException {
    registrar =
        SipServer.start(
            SipServerOptions.builder()
                .listen(Listen.sip("127.0.0.1", 0))
                .user("alice", "secret")
                .authenticate(Authenticate.ALL)
                .build());
    address = "127.0.0.1:" + registrar.listening().getFirst().address().getPort();
  }

  @AfterEach
  void stop() {
    registrar.close();
  }

  @Test
  void onceLeavesTheBindingAndUnregisterRemovesIt() throws InterruptedException {
    var once =
        Run.of("register", "sip:alice@" + address, "--password", "secret", "--once", "--json");
    assertThat(once.code()).as(once.err()).isZero();
    assertThat(once.out())
        .startsWith("{\"event\":\"registered\",\"aor\":\"sip:alice@" + address + "\",\"expires\":")
        .contains("\"contacts\":[\"sip:");
    assertThat(registrar.bindings("alice")).hasSize(1);
    var removed =
        Run.of("register", "sip:alice@" + address, "--password", "secret", "--unregister");
    assertThat(removed.code()).as(removed.err()).isZero();
    assertThat(removed.out()).startsWith("unregistered sip:alice@");
    assertThat(registrar.bindings("alice")).isEmpty();
  }

  @Test
  void itStaysRegisteredUntilItIsStopped() throws InterruptedException {
    var server =
        Server.start("register", "sip:" + address, "--user", "alice", "--password", "secret");
    assertThat(server.line(line -> line.startsWith("registered"))).contains("sip:alice@127.0.0.1");
    assertThat(registrar.bindings("alice")).hasSize(1);
    assertThat(server.stop()).isZero();
    assertThat(registrar.bindings("alice")).isEmpty();
  }

  @Test
  void theLifetimeAskedForIsGranted() {
    var run =
        Run.of(
            "register",
            "sip:alice@" + address,
            "--password",
            "secret",
            "--once",
            "--expires",
            "600");
    assertThat(run.out()).isEqualTo("registered sip:alice@" + address + " for 600 s\n");
  }

  @Test
  void thePublicAddressAndTheInstanceAreRegistered() throws InterruptedException {
    var run =
        Run.of(
            "register",
            "sip:alice@" + address,
            "--password",
            "secret",
            "--once",
            "--public-address",
            "203.0.113.7:5070",
            "--instance",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "--outbound");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(registrar.bindings("alice").getFirst().contact())
        .hasToString(
            "<sip:alice@203.0.113.7:5070>"
                + ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\";reg-id=1");
  }

  @Test
  void anUnknownUserIsRefused() {
    var run = Run.of("register", "sip:mallory@" + address, "--password", "secret", "--once");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aCalleeThatRegistersIsReachedThroughTheProxy() throws InterruptedException {
    try (var callee =
        Server.start(
            "serve",
            "--listen",
            "udp:127.0.0.1:0",
            "--aor",
            "sip:alice@" + address,
            "--password",
            "secret",
            "--register",
            "sip:" + address)) {
      callee.line(line -> line.startsWith("registered"));
      var run =
          Run.of(
              "call",
              "sip:alice@" + address,
              "--user",
              "alice",
              "--password",
              "secret",
              "--duration",
              "0");
      assertThat(run.code()).as(run.err()).isZero();
      callee.line(line -> line.startsWith("call from sip:alice@"));
    }
  }
}

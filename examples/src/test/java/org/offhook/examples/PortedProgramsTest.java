package org.offhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Endpoint;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ctypes.Context;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** The three programs by the names of the Python binding, with each other and a registrar. */
@ExtendWith(SimWorldExtension.class)
class PortedProgramsTest {

  private static final String BOB = "sip:bob@10.0.0.2";

  private static Context on(SimWorld world, String address) {
    var context = new Context(new Exosip(world.host("host-" + address, address)), null);
    context.listenOnAddress(address, Exosip.UDP, 5060);
    return context;
  }

  private interface Keys {
    void press(KeyboardCallee callee, Endpoint clock) throws InterruptedException;
  }

  /** What the caller learns of a callee whose keys are pressed a second after the call came. */
  private static String outcome(SimWorld world, Keys keys) {
    return world.run(
        () -> {
          try (var bob = on(world, "10.0.0.2");
              var alice = on(world, "10.0.0.1")) {
            var callee = new KeyboardCallee(bob, "10.0.0.2", world::note);
            bob.start();
            assertThat(callee.command("200")).startsWith("nobody");
            var clock = bob.exosip().endpoint().orElseThrow();
            world
                .userThreads()
                .start(
                    "keyboard",
                    () -> {
                      try {
                        clock.sleep(Duration.ofSeconds(1));
                        keys.press(callee, clock);
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                    });
            return new PlainCaller(alice, "10.0.0.1", world::note).call(BOB, Duration.ofSeconds(5));
          }
        });
  }

  @Test
  void theCallerHangsUpWhatTheKeyboardAnswered(SimWorld world) {
    var outcome =
        outcome(
            world,
            (callee, clock) -> {
              assertThat(callee.command("180")).isEqualTo("done");
              assertThat(callee.command("200")).isEqualTo("done");
              assertThat(callee.command("486")).startsWith("refused with -3");
              assertThat(callee.command("nonsense")).startsWith("a status");
            });
    assertThat(outcome).isEqualTo("answered");
    assertThat(world.now()).isGreaterThan(Duration.ofSeconds(5));
  }

  @Test
  void theKeyboardRefuses(SimWorld world) {
    assertThat(outcome(world, (callee, clock) -> callee.command("486"))).isEqualTo("Busy Here");
  }

  @Test
  void theKeyboardTerminatesWhatItDidNotAnswer(SimWorld world) {
    assertThat(outcome(world, (callee, clock) -> callee.command("bye"))).isEqualTo("Decline");
  }

  @Test
  void theKeyboardHangsUp(SimWorld world) {
    var outcome =
        outcome(
            world,
            (callee, clock) -> {
              callee.command("200");
              clock.sleep(Duration.ofSeconds(1));
              assertThat(callee.command("ack")).isEqualTo("done");
              assertThat(callee.command("bye")).isEqualTo("done");
              assertThat(callee.command("bye")).startsWith("refused with -3");
            });
    assertThat(outcome).isEqualTo("answered");
  }

  /**
   *
   *
   * <pre>
   * client              registrar
   *   |--- REGISTER, 401 --->|
   *   |--- REGISTER, 200 --->|
   *   |<-- MESSAGE, 200 -----|
   *   |--- REGISTER 0, 200 ->|
   * </pre>
   */
  @Test
  void theClientRegistersAndShowsAMessage(SimWorld world) {
    var screen = new ArrayList<String>();
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("registrar", "10.0.0.9"));
          registrar.play(
              script ->
                  script
                      .expect("REGISTER")
                      .reply(
                          401,
                          response ->
                              response.raw(
                                  "WWW-Authenticate", "Digest realm=\"example.com\", nonce=\"1\""))
                      .expect("REGISTER")
                      .header("Authorization", it -> assertThat(it).contains("alice"))
                      .reply(200, response -> response.raw("Expires", "600"))
                      .expect("REGISTER")
                      .header("Expires", it -> assertThat(it).isEqualTo("0"))
                      .reply(200));
          try (var context = on(world, "10.0.0.1");
              var friend = Trunk.endpoint(world, "friend", 2)) {
            var client = new RegistrarClient(context, screen::add);
            context.start();
            int rid = client.register("alice", "example.com", "secret", "sip:10.0.0.9");
            friend.sleep(Duration.ofSeconds(1));
            assertThat(screen)
                .containsExactly("failed: 401 Unauthorized", "registered, rid " + rid);
            assertThat(friend.message("sip:alice@10.0.0.1", "hello").await().isOk()).isTrue();
            client.unregister(rid);
            friend.sleep(Duration.ofSeconds(1));
            registrar.finish();
          }
        });
    assertThat(screen).hasSize(4);
    assertThat(screen.get(2)).startsWith("MESSAGE from <sip:friend@10.0.0.2>").endsWith(": hello");
    assertThat(screen.get(3)).startsWith("registered");
  }
}

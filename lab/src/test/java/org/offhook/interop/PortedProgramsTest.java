package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.examples.KeyboardCallee;
import org.offhook.examples.PlainCaller;
import org.offhook.examples.RegistrarClient;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ctypes.Context;

/** The programs ported from the Python binding, with SIPp and Kamailio. */
@Timeout(120)
class PortedProgramsTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  private final LinkedBlockingQueue<String> screen = new LinkedBlockingQueue<>();

  private static Context listening() {
    var context = new Context(null);
    context.listenOnAddress("127.0.0.1", Exosip.UDP, 0);
    context.listenOnAddress("127.0.0.1", Exosip.TCP, 0);
    return context;
  }

  /** Waits until the program shows such a line. */
  private String shown(String part) throws InterruptedException {
    for (var line = line(); line != null; line = line()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("never shown: " + part);
  }

  private String line() throws InterruptedException {
    return screen.poll(Phones.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void theCalleeIsCalledBySipp(Wire wire) throws Exception {
    Debian.sipp();
    try (var context = listening()) {
      var callee = new KeyboardCallee(context, "127.0.0.1", screen::add);
      context.start();
      int port = wire.portOf(context.exosip().endpoint().orElseThrow());
      try (var sipp = SippRun.calling("uac-patient", "127.0.0.1:" + port, wire, Map.of())) {
        shown("CALL_INVITE");
        assertThat(callee.command("180")).isEqualTo("done");
        assertThat(callee.command("200")).isEqualTo("done");
        shown("CALL_ACK");
        assertThat(callee.command("bye")).isEqualTo("done");
        assertThat(sipp.exit()).as("%s\n%s", sipp.report(), screen).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCallerCallsSipp(Wire wire) throws Exception {
    Debian.sipp();
    try (var context = listening();
        var sipp = SippRun.waiting("uas-patient", wire, Map.of())) {
      var caller = new PlainCaller(context, "127.0.0.1", screen::add);
      assertThat(caller.call(wire.uri("sipp", sipp.port()), Duration.ofMillis(200)))
          .isEqualTo("answered");
      assertThat(sipp.exit()).as("%s\n%s", sipp.report(), screen).isZero();
    }
  }

  @Test
  void theClientRegistersAtKamailioAndIsSentAMessage() throws Exception {
    var kamailio = KAMAILIO.get();
    var user = kamailio.newUser();
    try (var context = listening()) {
      var client = new RegistrarClient(context, screen::add);
      context.start();
      int rid = register(client, kamailio, user);
      assertThat(shown("registered")).endsWith("rid " + rid);
      try (var friend = kamailio.endpoint(kamailio.newUser(), Wire.UDP, builder -> builder)) {
        assertThat(friend.message(user.uri(), "hello").await(Phones.PATIENCE).isOk()).isTrue();
      }
      assertThat(shown("MESSAGE")).endsWith(": hello");
      client.unregister(rid);
      shown("registered");
    }
  }

  @Test
  void aWrongPasswordIsToldOf() throws Exception {
    var kamailio = KAMAILIO.get();
    var tap = new Tapped();
    try (var context = listening()) {
      context.exosip().endpoint().orElseThrow().tap(tap);
      var client = new RegistrarClient(context, screen::add);
      context.start();
      register(client, kamailio, new Kamailio.User(kamailio.newUser().name(), "guessed"));
      assertThat(shown("failed")).contains("401");
      assertThat(shown("failed")).contains("401");
      assertThat(tap.count("-> REGISTER")).isEqualTo(2);
    }
  }

  private static int register(RegistrarClient client, Kamailio kamailio, Kamailio.User user) {
    return client.register(user.name(), Kamailio.DOMAIN, user.password(), kamailio.uri(Wire.UDP));
  }
}

package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.exosip.EventType;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.ExosipOption;
import org.offhook.exosip.OsipMessage;
import org.offhook.exosip.TlsContext;
import org.offhook.interop.RegisteredPhones.BaresipUser;

/** The vocabulary of eXosip2 with Kamailio and baresip: states, messages, TLS, transfers. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ExosipPeersTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
    Debian.baresip();
  }

  /** A program with an account, all of whose requests take this route. */
  private record Program(Exosip exosip, Kamailio.User user, String route) implements AutoCloseable {

    static Program of(Kamailio.User user, String proxy) {
      var exosip = new Exosip();
      exosip.addAuthenticationInfo(user.name(), user.name(), user.password(), null, null);
      return new Program(exosip, user, "<" + proxy + ";lr>");
    }

    static Program on(Wire wire) {
      var kamailio = KAMAILIO.get();
      var program = of(kamailio.newUser(), kamailio.uri(wire));
      int transport = wire == Wire.UDP ? Exosip.UDP : Exosip.TCP;
      program.exosip.listenAddr(transport, "127.0.0.1", 0, Exosip.IPV4, false);
      return program;
    }

    Program registered() {
      var register =
          exosip
              .register()
              .buildInitialRegister(user.uri(), "sip:" + Kamailio.DOMAIN, null, 600)
              .setHeader("Route", route);
      exosip.register().sendInitialRegister(register);
      next(EventType.REGISTRATION_SUCCESS);
      return this;
    }

    OsipMessage request(String method, String to) {
      return exosip.message().buildRequest(method, to, user.uri(), route);
    }

    /** The next event of this type. */
    ExosipEvent next(EventType type) {
      return next(type, event -> true);
    }

    /** The next event of this type that says so; others before it are passed over. */
    ExosipEvent next(EventType type, Predicate<ExosipEvent> says) {
      while (true) {
        var event = exosip.eventWait((int) Phones.PATIENCE.toSeconds(), 0);
        if (event == null) {
          throw new AssertionError("never told: " + type);
        }
        if (event.type() == type && says.test(event)) {
          return event;
        }
      }
    }

    @Override
    public void close() {
      exosip.quit();
    }
  }

  private static OsipMessage request(ExosipEvent event) {
    return Objects.requireNonNull(event.request());
  }

  private static OsipMessage response(ExosipEvent event) {
    return Objects.requireNonNull(event.response());
  }

  private static OsipMessage state(OsipMessage publish, String who, String basic) {
    return publish
        .contentType("application/pidf+xml")
        .body(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <presence xmlns="urn:ietf:params:xml:ns:pidf" entity="%s">
              <tuple id="desk"><status><basic>%s</basic></status></tuple>
            </presence>
            """
                .formatted(who, basic));
  }

  private static Predicate<ExosipEvent> says(String basic) {
    return event -> request(event).body().contains("<basic>" + basic);
  }

  // PUBLISH and SUBSCRIBE, both challenged; NOTIFY; another state; end of both
  @ParameterizedTest
  @EnumSource
  void aStateIsPublishedWatchedAndChanged(Wire wire) throws Exception {
    try (var device = Program.on(wire);
        var watcher = Program.on(wire)) {
      var who = device.user.uri();
      var publish = device.exosip.publish();
      var open = publish.buildPublish(who, who, device.route, "presence", 600);
      publish.publish(state(open, who, "open"), who);
      assertThat(response(device.next(EventType.MESSAGE_ANSWERED)).header("SIP-ETag")).isNotEmpty();

      var subscription = watcher.exosip.subscription();
      subscription.sendInitialRequest(
          subscription.buildInitialSubscribe(
              who, watcher.user.uri(), watcher.route, "presence", 600));
      var told = watcher.next(EventType.SUBSCRIPTION_NOTIFY, says("open"));

      var closed = publish.buildPublish(who, who, device.route, "presence", 600);
      publish.publish(state(closed, who, "closed"), who);
      device.next(EventType.MESSAGE_ANSWERED);
      watcher.next(EventType.SUBSCRIPTION_NOTIFY, says("closed"));

      var end = subscription.buildRefreshRequest(told.did());
      subscription.sendRefreshRequest(told.did(), end.setHeader("Expires", "0"));
      watcher.next(
          EventType.SUBSCRIPTION_NOTIFY,
          last ->
              String.valueOf(request(last).header("Subscription-State")).startsWith("terminated"));
      publish.publish(publish.buildPublish(who, who, device.route, "presence", 0), who);
      device.next(EventType.MESSAGE_ANSWERED);
    }
  }

  // through the proxy: a MESSAGE that the program at its other end answers, OPTIONS that it refuses
  @ParameterizedTest
  @EnumSource
  void messagesAreSentAnsweredAndRefused(Wire wire) throws Exception {
    try (var alice = Program.on(wire);
        var bob = Program.on(wire).registered()) {
      var hello = alice.request("MESSAGE", bob.user.uri()).contentType("text/plain");
      alice.exosip.message().sendRequest(hello.body("hello"));
      var came = bob.next(EventType.MESSAGE_NEW);
      assertThat(request(came).body()).isEqualTo("hello");
      bob.exosip.message().sendAnswer(came.tid(), 200, null);
      assertThat(response(alice.next(EventType.MESSAGE_ANSWERED)).statusCode()).isEqualTo(200);

      alice.exosip.message().sendRequest(alice.request("OPTIONS", bob.user.uri()));
      var asked = bob.next(EventType.MESSAGE_NEW);
      bob.exosip
          .message()
          .sendAnswer(
              asked.tid(),
              486,
              bob.exosip.message().buildAnswer(asked.tid(), 486).setHeader("X-Mood", "bad"));
      var refused =
          alice.next(EventType.MESSAGE_REQUESTFAILURE, told -> response(told).statusCode() == 486);
      assertThat(response(refused).header("X-Mood")).isEqualTo("bad");
    }
  }

  // REFER with its NOTIFYs, and the call to the third that comes of it
  @Test
  void aCallIsTransferred() throws Exception {
    try (var baresip = BaresipUser.at(KAMAILIO.get(), Wire.UDP);
        var alice = Program.on(Wire.UDP);
        var carol = Program.on(Wire.UDP).registered()) {
      var call = alice.exosip.call();
      var invite = call.buildInitialInvite(baresip.uri(), alice.user.uri(), alice.route, "hello");
      call.sendInitialInvite(invite.contentType("application/sdp").body(Phones.SDP.toString()));
      var answered = alice.next(EventType.CALL_ANSWERED);
      call.sendAck(answered.tid(), null);

      var refer = call.buildRefer(answered.did(), carol.user.uri());
      call.sendRequest(answered.did(), refer);
      var accepted = response(alice.next(EventType.CALL_MESSAGE_ANSWERED));
      assertThat(accepted.statusCode()).isEqualTo(202);

      var third = carol.next(EventType.CALL_INVITE);
      assertThat(request(third).header("From")).contains(baresip.user().name());
      carol.exosip.call().sendAnswer(third.tid(), 486, null);
      alice.next(
          EventType.CALL_MESSAGE_NEW, report -> request(report).body().startsWith("SIP/2.0 486"));
      call.terminate(answered.cid(), answered.did());
      alice.next(EventType.CALL_RELEASED);
    }
  }

  // a server certificate of a test authority, and one of nobody known
  @Test
  void theServerIsVerifiedOverTls() throws Exception {
    var kamailio = KAMAILIO.get();
    var proxy = "sip:127.0.0.1:" + kamailio.port(Kamailio.Shown.SERVER);
    for (var trusted : new boolean[] {true, false}) {
      try (var alice = Program.of(kamailio.newUser(), proxy)) {
        var tls = new TlsContext();
        if (trusted) {
          tls = tls.rootCaCert(kamailio.certificate("ca.pem").toString());
        }
        alice.exosip.setOption(ExosipOption.SET_TLS_CERTIFICATES_INFO, tls);
        alice.exosip.listenAddr(Exosip.TCP, "127.0.0.1", 0, Exosip.IPV4, true);
        if (trusted) {
          alice.registered();
        } else {
          alice.exosip.message().sendRequest(alice.request("OPTIONS", "sip:" + Kamailio.DOMAIN));
          alice.next(EventType.MESSAGE_REQUESTFAILURE, failed -> failed.response() == null);
        }
      }
    }
  }
}

package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.RegistrationOutcome;
import org.offhook.message.Status;
import org.offhook.net.TlsSettings;
import org.offhook.net.TlsTrust;
import org.offhook.testing.Rfc;

/** Clients of WebSocket that register at Kamailio and talk to each other through it (RFC 7118). */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class KamailioWebSocketTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
  }

  private static Kamailio kamailio() {
    return KAMAILIO.get();
  }

  private static EndpointOptions.Builder client(Kamailio.User user, String server) {
    return EndpointOptions.builder()
        .aor(user.uri())
        .credentials(user.name(), user.password())
        .tls(TlsSettings.builder().trust(TlsTrust.pem(kamailio().certificate("ca.pem"))).build())
        .outboundProxy(server);
  }

  private static String server(String host, String transport) {
    int port =
        transport.equals("ws") ? kamailio().webSocketPort() : kamailio().secureWebSocketPort();
    return "sip:" + host + ":" + port + ";transport=" + transport;
  }

  private static Endpoint registered(Kamailio.User user, String server)
      throws InterruptedException {
    var endpoint = Endpoint.start(client(user, server).build());
    try {
      endpoint.register("sip:" + Kamailio.DOMAIN).outcome().awaitOk(Phones.PATIENCE);
      return endpoint;
    } catch (InterruptedException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,ws", "[::1],ws", "127.0.0.1,wss", "[::1],wss"})
  @Rfc("NET-43")
  void twoClientsRegisterCallHoldAndHangUp(String host, String transport) throws Exception {
    var server = server(host, transport);
    var bob = kamailio().newUser();
    var taken = new CompletableFuture<IncomingCall>();
    try (var caller = registered(kamailio().newUser(), server);
        var callee = registered(bob, server)) {
      callee.onCall(
          call -> {
            taken.complete(call);
            Phones.ANSWER.handle(call);
          });
      var call = Phones.established(caller, bob.uri());
      call.hold().awaitOk(Phones.PATIENCE);
      taken.get(30, TimeUnit.SECONDS).update(Phones.SDP).await(Phones.PATIENCE);
      call.resume().awaitOk(Phones.PATIENCE);
      Phones.hangUp(taken.join());
      Phones.awaitHangUp(call);
    }
  }

  @Test
  void aClientAndAPhoneOnUdpCallAndMessageEachOther() throws Exception {
    var alice = kamailio().newUser();
    var bob = kamailio().newUser();
    var heard = new CompletableFuture<String>();
    try (var browser = registered(alice, server("127.0.0.1", "ws"));
        var phone = kamailio().registered(bob, Wire.UDP)) {
      browser.onCall(Phones.ANSWER);
      phone.onCall(Phones.ANSWER_AND_HANG_UP);
      browser.onRequest(
          request -> {
            request.respond(Status.OK);
            heard.complete(request.text());
          });
      Phones.hangUp(Phones.established(phone, alice.uri()));
      Phones.awaitHangUp(Phones.established(browser, bob.uri()));
      phone.message(alice.uri(), "Are you there?").awaitOk(Phones.PATIENCE);
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("Are you there?");
    }
  }

  @Test
  void unregisters() throws Exception {
    var user = kamailio().newUser();
    try (var endpoint = registered(user, server("127.0.0.1", "ws"))) {
      var registration = endpoint.register("sip:" + Kamailio.DOMAIN);
      registration.outcome().awaitOk(Phones.PATIENCE);
      assertThat(registration.unregister().await(Phones.PATIENCE))
          .isInstanceOf(RegistrationOutcome.Unregistered.class);
    }
  }
}

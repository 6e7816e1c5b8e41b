package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RequestOutcome;
import org.offhook.cli.Main;
import org.offhook.dns.DnsSettings;
import org.offhook.dns.NextHop;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;

/** Locating and failover against a real name server: RFC 3263, RFC 6116. */
class DnsmasqTest {

  /** What a server has before the next one is tried. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private static NameServer names;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Debian.dnsmasq();
    names = NameServer.start();
  }

  @AfterAll
  static void stop() {
    if (names != null) {
      names.close();
    }
  }

  private static Endpoint alice(DnsSettings settings) throws InterruptedException {
    return Phones.start("alice", builder -> builder.dns(settings));
  }

  /** An endpoint at the address and port of a server of the zones. */
  private static Endpoint server(String address) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .listen(Listen.sip(address, names.sipPort()))
            .aor("sip:server@" + address)
            .closeWithin(Duration.ofMillis(100))
            .build());
  }

  // P stands for the port of the servers.
  @ParameterizedTest
  @CsvSource({
    "sip:udponly.interop.test, udp:127.0.0.1:P",
    "sip:nonaptr.interop.test, udp:127.0.0.1:P tcp:127.0.0.1:P",
    "sip:nonaptr.interop.test;transport=tcp, tcp:127.0.0.1:P",
    "sip:prio.interop.test;transport=udp, udp:127.0.0.9:1 udp:127.0.0.2:P udp:127.0.0.3:P",
    "sip:aonly.interop.test:5070, udp:127.0.0.11:5070 udp:127.0.0.12:5070",
    "sip:alias.interop.test:5070, udp:127.0.0.1:5070",
    "sip:interop.test, udp:127.0.0.1:P",
  })
  @Rfc({"NET-05", "NET-06", "NET-11"})
  void theZonesLeadWhereTheySay(String uri, String hops) throws Exception {
    try (var alice = alice(names.settings())) {
      var found = alice.dns().locate(uri).await(Phones.PATIENCE);
      assertThat(found.found())
          .extracting(NextHop::toString)
          .containsExactlyInAnyOrder(
              hops.replaceAll("P\\b", Integer.toString(names.sipPort())).split(" ", -1));
    }
  }

  @Test
  @Rfc("NET-08")
  void aServiceThatIsNotOfferedIsNotGuessed() throws Exception {
    try (var alice = alice(names.settings())) {
      var none = alice.dns().locate("sip:none.interop.test").await(Phones.PATIENCE);
      assertThat(none.reason()).startsWith("the domain none.interop.test does not offer this");
    }
  }

  @Test
  @Rfc("NET-11")
  void anAnswerThatIsTooLongForADatagramComesByTcp() throws Exception {
    try (var alice = alice(names.settings())) {
      var big = alice.dns().locate("sip:big.interop.test:5060").await(Phones.PATIENCE);
      assertThat(big.found()).hasSize(120);
    }
  }

  @Test
  void aNumberLeadsToItsUri() throws Exception {
    try (var alice = alice(names.settings())) {
      var found = alice.dns().enumLookUp("+1 555 0100").awaitOk(Phones.PATIENCE);
      assertThat(found.found())
          .extracting(Object::toString)
          .containsExactly("sip:alice@interop.test");
    }
  }

  // dead, silent, 503, then one that works: requests and calls, by UDP and by TCP
  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @Rfc({"NET-14", "NET-15", "NET-17"})
  void aRequestPassesServersThatDoNotWork(String transport) throws Exception {
    int port = names.sipPort();
    try (var silentByUdp = new DatagramSocket(new InetSocketAddress("127.0.0.8", port));
        var silentByTcp = new java.net.ServerSocket();
        var busy = server("127.0.0.7");
        var good = server("127.0.0.6");
        var alice = alice(names.settings().withFailover(PATIENCE))) {
      silentByTcp.bind(new InetSocketAddress("127.0.0.8", port));
      busy.onRequest(request -> request.respond(Status.SERVICE_UNAVAILABLE));
      busy.onCall(call -> call.reject(Status.SERVICE_UNAVAILABLE));
      good.onRequest(request -> request.respond(Status.OK));
      good.onCall(Phones.ANSWER);
      var target = "sip:bob@fail.interop.test;transport=" + transport;
      var vain =
          List.of(
              transport + ":127.0.0.8:" + port + ": no answer within 800 ms",
              transport + ":127.0.0.7:" + port + ": 503 Service Unavailable");

      var request = alice.message(target, "hello").await(Phones.PATIENCE);
      assertThat(request).isInstanceOf(RequestOutcome.Answered.class);
      assertThat(request.isOk()).isTrue();
      assertThat(request.tried().getFirst()).startsWith(transport + ":127.0.0.9:1: ");
      assertThat(request.tried().subList(1, 3)).isEqualTo(vain);

      var again = alice.message(target, "hello").await(Phones.PATIENCE);
      assertThat(again.isOk()).isTrue();
      assertThat(again.tried()).isEmpty();

      alice.dns().flush();
      var call = alice.call(target, Phones.SDP);
      var outcome = call.outcome().await(Phones.PATIENCE);
      assertThat(outcome).isInstanceOf(CallOutcome.Established.class);
      assertThat(outcome.tried()).hasSize(3).endsWith(vain.toArray(String[]::new));
      call.hangUp().await(Phones.PATIENCE);
      assertThat(silentByUdp.isBound()).isTrue();
    }
  }

  @Test
  void digShowsTheStepsAndWhoAnswers() throws Exception {
    try (var good = server("127.0.0.1")) {
      good.onRequest(request -> request.respond(Status.OK));
      var out = new ByteArrayOutputStream();
      int code = dig(out, "nonaptr.interop.test");
      var text = out.toString(StandardCharsets.UTF_8);
      assertThat(code).isZero();
      assertThat(text)
          .contains(
              "NAPTR nonaptr.interop.test -> no NAPTR records (" + names.address(),
              "SRV _sip._udp.nonaptr.interop.test -> 0 0 " + names.sipPort() + " h1.interop.test",
              "next hop udp:127.0.0.1:" + names.sipPort() + ": 200 OK in ",
              "next hop tcp:127.0.0.1:" + names.sipPort() + ": 200 OK in ");
      var json = new ByteArrayOutputStream();
      assertThat(dig(json, "none.interop.test", "--json")).isEqualTo(3);
      assertThat(json.toString(StandardCharsets.UTF_8))
          .contains("{\"event\":\"step\",\"question\":\"SRV _sip._udp.none.interop.test\"");
    }
    assertThat(names.log()).contains("query[NAPTR] nonaptr.interop.test");
  }

  private static int dig(ByteArrayOutputStream out, String... words) {
    var all = new java.util.ArrayList<>(List.of("dig"));
    all.addAll(List.of(words));
    all.addAll(List.of("--dns", names.address(), "--listen", "sip:127.0.0.1:0"));
    var to = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.run(all.toArray(String[]::new), to, to);
  }
}

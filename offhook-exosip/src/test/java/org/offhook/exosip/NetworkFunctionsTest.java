package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.CALL_ACK;
import static org.offhook.exosip.EventType.CALL_INVITE;
import static org.offhook.exosip.EventType.MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.MESSAGE_NEW;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.withSdp;

import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.exosip.ExosipStatistics.Count;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Ports, names, transports, statistics and what goes over the wire, by the words of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class NetworkFunctionsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  private static OsipMessage message(Exosip exosip, String to) {
    return exosip.message().buildRequest("MESSAGE", to, ALICE, null);
  }

  @Test
  void aFreePortIsEvenAndSoIsTheNextOneFree(SimWorld world) {
    world.run(
        () -> {
          var host = world.host("alice", "10.0.0.1");
          var alice = new Exosip(host);
          assertThatThrownBy(() -> alice.network().findFreePort(30_000, Exosip.UDP))
              .isInstanceOf(OsipErrors.OsipNoNetwork.class);
          alice.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          host.occupy(30_000).occupy(30_003);
          assertThat(alice.network().findFreePort(30_000, Exosip.UDP)).isEqualTo(30_004);
          assertThat(alice.network().findFreePort(30_007, Exosip.UDP)).isEqualTo(30_008);
          assertThat(alice.network().findFreePort(0, Exosip.UDP))
              .isGreaterThanOrEqualTo(49_152)
              .isEven();
          for (int port = 31_000; port < 31_016; port += 2) {
            host.occupy(port);
          }
          assertThatThrownBy(() -> alice.network().findFreePort(31_000, Exosip.UDP))
              .isInstanceOf(OsipErrors.OsipUndefinedError.class);
          assertThatThrownBy(() -> alice.network().findFreePort(30_000, Exosip.TCP))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          alice.quit();
        });
  }

  @Test
  void nameServersAreAskedForTheProgram(SimWorld world) {
    world.run(
        () -> {
          world
              .nameServer("10.0.0.53")
              .zone(
                  """
                  home.example.            300 NAPTR 10 20 "s" "SIP+D2T" "" _sip._tcp.home.example.
                  home.example.            300 NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.home.example.
                  _sip._udp.home.example.  300 SRV 20 0 5062 two.home.example.
                  _sip._udp.home.example.  300 SRV 10 0 5061 one.home.example.
                  _sips._tcp.home.example. 300 SRV 10 0 5071 two.home.example.
                  one.home.example.        300 A 10.0.0.2
                  two.home.example.        300 A 10.0.0.3
                  0.0.1.0.5.5.5.1.e164.example. 300 NAPTR 10 10 "u" "E2U+sip" \
                  "!^\\\\+1555(.*)$!sip:x\\\\1@home.example!" .
                  """);
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var network = alice.network();
          assertThat(network.naptr("home.example").stream().map(record -> record.service()))
              .containsExactly("SIP+D2U", "SIP+D2T");
          assertThat(network.srv("home.example", "UDP").stream().map(Object::toString))
              .containsExactly("udp:10.0.0.2:5061", "udp:10.0.0.3:5062");
          assertThat(network.srv("nowhere.example", "UDP")).isEmpty();
          assertThat(network.enumUris("e164.example", "+15550100").stream().map(Object::toString))
              .containsExactly("sip:x0100@home.example");
          assertThat(network.enumUris("e164.example", "+15559999")).isEmpty();
          assertThatThrownBy(() -> network.enumUris("e164.example", "bob"))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThatThrownBy(() -> network.srv("home.example", "SCTP"))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          alice.quit();
        });
  }

  @Test
  void aRequestTakesTheTransportThatIsSet(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.listenAddr(Exosip.TCP, "10.0.0.1", 5060, Exosip.IPV4, false);
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          bob.listenAddr(Exosip.TCP, "10.0.0.2", 5060, Exosip.IPV4, false);
          for (var transport : new String[] {"UDP", "TCP", "UDP"}) {
            var message = message(alice, BOB);
            alice.network().transportSet(message, transport);
            alice.message().sendRequest(message);
            var come = next(bob, MESSAGE_NEW);
            assertThat(Talk.request(come).header("Via")).startsWith("SIP/2.0/" + transport + " ");
            var answer = bob.message().buildAnswer(come.tid(), 200);
            assertThatThrownBy(() -> bob.network().transportSet(answer, "TCP"))
                .isInstanceOf(OsipErrors.OsipBadParameter.class);
            bob.message().sendAnswer(come.tid(), 200, answer);
            next(alice, MESSAGE_ANSWERED);
            alice.network().resetTransports();
          }
          var routed = message(alice, "sip:bob@nowhere.example");
          routed.addHeader("Route", "<sip:10.0.0.2;lr>");
          alice.network().transportSet(routed, "TCP");
          alice.message().sendRequest(routed);
          assertThat(Talk.request(next(bob, MESSAGE_NEW)).routes())
              .containsExactly("<sip:10.0.0.2;lr;transport=tcp>");
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }

  /** Option 2000: three calls and two registrations, and who asks again later. */
  @Test
  void statisticsCountWhatThereIsAndWhatBeginsInAnHour(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          for (int i = 0; i < 3; i++) {
            int cid = calls(alice);
            var invite = next(bob, CALL_INVITE);
            bob.call()
                .sendAnswer(invite.tid(), 200, withSdp(bob.call().buildAnswer(invite.tid(), 200)));
            next(bob, CALL_ACK);
            if (i > 0) {
              alice.call().terminate(cid, 0);
              Talk.rest(bob);
            }
          }
          for (var user : new String[] {"a", "b"}) {
            alice
                .register()
                .sendInitialRegister(
                    alice
                        .register()
                        .buildInitialRegister(
                            "sip:" + user + "@x.example", "sip:10.0.0.2", null, 60));
          }
          Talk.rest(alice);
          var here = alice.statistics();
          assertThat(here.calls()).isEqualTo(new Count(1, 3));
          assertThat(here.registrations().average()).isEqualTo(2);
          assertThat(here.transactions().average()).isGreaterThanOrEqualTo(7);
          assertThat(here.publications()).isEqualTo(new Count(0, 0));
          assertThat(here.subscriptions()).isEqualTo(here.insubscriptions());
          assertThat(bob.statistics().calls()).isEqualTo(new Count(1, 3));
          averages(alice);
          alice.quit();
          bob.quit();
        });
  }

  private static void averages(Exosip alice) throws InterruptedException {
    var endpoint = alice.endpoint().orElseThrow();
    endpoint.sleep(Duration.ofMinutes(2));
    assertThat(alice.statistics().calls().average()).isEqualTo(3);
    endpoint.sleep(Duration.ofMinutes(20));
    calls(alice);
    assertThat(alice.statistics().calls().average()).as("within the first hour").isEqualTo(4);
    endpoint.sleep(Duration.ofMinutes(40));
    assertThat(alice.statistics().calls().average()).as("one in an hour").isEqualTo(1);
    endpoint.sleep(Duration.ofMinutes(21));
    assertThat(alice.statistics().calls().average()).isZero();
    calls(alice);
    calls(alice);
    endpoint.sleep(Duration.ofHours(4));
    assertThat(alice.statistics().calls().average()).as("hours ago").isZero();
  }

  private static int calls(Exosip exosip) {
    return exosip
        .call()
        .sendInitialInvite(withSdp(exosip.call().buildInitialInvite(BOB, ALICE, null, null)));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void everyMessageOfTheWireIsSeenOnce(boolean before, SimWorld world) {
    world.run(
        () -> {
          var seen = new ArrayList<String>();
          MessageCallback told =
              (message, received) ->
                  seen.add(
                      (received ? "< " : "> ")
                          + (message.isRequest() ? message.method() : message.statusCode()));
          var alice = new Exosip(world.host("alice", "10.0.0.1"));
          if (before) {
            alice.setCbsipMessage(told);
          }
          alice.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          alice.setCbsipMessage(told);
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.play(
              script ->
                  script
                      .expect("MESSAGE")
                      .reply(200)
                      .sendBytes("10.0.0.1", 5060, new byte[] {13, 10, 13, 10})
                      .begin("BYE", ALICE)
                      .expect(481)
                      .expect("MESSAGE")
                      .reply(200));
          alice.message().sendRequest(message(alice, BOB));
          next(alice, MESSAGE_ANSWERED);
          assertThat(alice.eventWait(1, 0)).isNull();
          assertThat(seen).containsExactly("> MESSAGE", "< 200", "< BYE", "> 481");
          alice.setCbsipMessage(null);
          alice.message().sendRequest(message(alice, BOB));
          next(alice, MESSAGE_ANSWERED);
          assertThat(seen).hasSize(4);
          peer.finish();
          alice.quit();
        });
  }

  @Test
  void descriptionsAreFoundByDialogAndTransaction(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          calls(alice);
          var invite = next(bob, CALL_INVITE);
          assertThat(port(bob.sdp().remote(invite.did()))).isEqualTo(4000);
          assertThat(port(bob.sdp().remoteFromTid(invite.tid()))).isEqualTo(4000);
          assertThat(bob.sdp().local(invite.did())).isNull();
          assertThat(bob.sdp().localFromTid(invite.tid())).isNull();
          var answer = bob.call().buildAnswer(invite.tid(), 200);
          answer.contentType("application/sdp").body(Talk.SDP.replace("4000", "6000"));
          bob.call().sendAnswer(invite.tid(), 200, answer);
          next(bob, CALL_ACK);
          assertThat(port(bob.sdp().local(invite.did()))).isEqualTo(6000);
          assertThat(port(bob.sdp().localFromTid(invite.tid()))).isEqualTo(6000);
          assertThat(bob.sdp().previousLocal(invite.did())).isNull();
          var answered = Talk.next(alice, EventType.CALL_ANSWERED);
          assertThat(port(alice.sdp().remote(answered.did()))).isEqualTo(6000);
          assertThat(port(alice.sdp().remoteFromTid(answered.tid()))).isEqualTo(6000);
          assertThat(port(alice.sdp().localFromTid(answered.tid()))).isEqualTo(4000);

          var again = alice.call().buildRequest(answered.did(), "INVITE");
          again.contentType("application/sdp").body(Talk.SDP.replace("4000", "4002"));
          alice.call().sendRequest(answered.did(), again);
          var reinvite = next(bob, EventType.CALL_REINVITE);
          var other = bob.call().buildAnswer(reinvite.tid(), 200);
          other.contentType("application/sdp").body(Talk.SDP.replace("4000", "6002"));
          bob.call().sendAnswer(reinvite.tid(), 200, other);
          next(bob, CALL_ACK);
          assertThat(port(bob.sdp().remote(invite.did()))).isEqualTo(4002);
          assertThat(port(bob.sdp().local(invite.did()))).isEqualTo(6002);
          assertThat(port(bob.sdp().previousLocal(invite.did()))).isEqualTo(6000);
          assertThat(port(bob.sdp().localFromTid(invite.tid()))).isEqualTo(6000);
          assertThat(bob.sdp().remote(99_999)).isNull();
          assertThat(bob.sdp().remoteFromTid(99_999)).isNull();
          assertThat(bob.sdp().previousLocal(-1)).isNull();
          alice.quit();
          bob.quit();
        });
  }

  private static int port(@Nullable SessionDescription sdp) {
    var audio = SdpInfo.audioMedia(sdp);
    return audio == null ? 0 : audio.port();
  }

  // a context of TCP alone sends by TCP what names no transport, as eXosip2
  @Test
  void whatNamesNoTransportTakesTheOneOfTheContext(SimWorld world) {
    world.run(
        () -> {
          var bob = new Exosip(world.host("bob", "10.0.0.2"));
          var alice = new Exosip(world.host("alice", "10.0.0.1"));
          bob.listenAddr(Exosip.TCP, "10.0.0.2", 5060, Exosip.IPV4, false);
          alice.listenAddr(Exosip.TCP, "10.0.0.1", 5060, Exosip.IPV4, false);
          var words = alice.message();
          words.sendRequest(
              words.buildRequest("MESSAGE", "sip:bob@10.0.0.2", "sip:alice@10.0.0.1", null));
          var come = Talk.next(bob, EventType.MESSAGE_NEW);
          assertThat(Talk.request(come).header("Via")).startsWith("SIP/2.0/TCP");
          bob.message().sendAnswer(come.tid(), 200, null);
          Talk.next(alice, EventType.MESSAGE_ANSWERED);
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }
}

package org.offhook.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;
import org.offhook.transaction.Bench;

/** Next hops, failover, cancelling, hooks. */
class RequestSenderTest {

  private final UaBench ua = new UaBench();
  private final UaBench.Result result = new UaBench.Result();

  @AfterEach
  void nothingStaysBehind() {
    ua.bench.advance(200_000);
    assertThat(ua.bench.layer.alive()).isZero();
    ua.close();
  }

  @Test
  @Rfc("DLG-38")
  void anInviteGetsOneContactOfTheListenerThatItLeavesFrom() {
    ua.send(Method.INVITE, result);
    assertThat(ua.peer.last().request().headers().texts("Contact"))
        .containsExactly("<sip:alice@10.0.0.1:5060>");
    ua.reply(486);
    assertThat(result.codes()).containsExactly(486);
  }

  @Test
  void contactOverTcpSaysSo() {
    ua.send(
        Outgoing.of(ua.request(Method.INVITE, "sip:bob@10.0.0.2;transport=tcp")).build(), result);
    ua.bench.advance(10);
    assertThat(ua.peer.last().request().headers().texts("Contact"))
        .containsExactly("<sip:alice@10.0.0.1:5060;transport=tcp>");
  }

  @Test
  void theOutboundProxyIsAPreloadedRouteAndTheNextHop() {
    var proxy = ua.peerAt("10.0.0.7");
    ua.settings(
        s -> s.outboundProxy(List.of(org.offhook.message.NameAddr.parse("<sip:10.0.0.7;lr>"))));
    ua.send(Method.OPTIONS, result);

    assertThat(proxy.last().request().headers().text("Route")).hasValue("<sip:10.0.0.7;lr>");
    assertThat(proxy.last().request().requestUri()).hasToString("sip:bob@10.0.0.2");
    assertThat(ua.peer.got).isEmpty();
  }

  @Test
  void aNextHopOfTheUserDecidesAndTheRewriteHookHasTheLastWord() {
    var other = ua.peerAt("10.0.0.7");
    ua.send(
        Outgoing.of(ua.request(Method.OPTIONS, "sip:bob@10.0.0.2"))
            .nextHop(UaBench.uri("sip:10.0.0.7"))
            .rewrite(request -> request.toBuilder().raw("X-Last", "word").build())
            .build(),
        result);

    assertThat(other.last().request().requestUri()).hasToString("sip:bob@10.0.0.2");
    assertThat(other.last().request().headers().text("X-Last")).hasValue("word");
  }

  @Test
  @Rfc("SEC-26")
  void aRewriteHookThatThrowsFailsThatRequestOnly() {
    ua.send(
        Outgoing.of(ua.request(Method.OPTIONS, "sip:bob@10.0.0.2"))
            .rewrite(
                request -> {
                  throw new IllegalStateException("hook broke");
                })
            .build(),
        result);
    assertThat(result.failures)
        .extracting(SendFailure::kind)
        .containsExactly(SendFailure.Kind.FAULT);
    var second = new UaBench.Result();
    ua.send(Method.OPTIONS, second);
    ua.reply(200);
    assertThat(second.codes()).containsExactly(200);
  }

  private void twoServers() {
    ua.bench.world.network().name("servers.example.com", "10.0.0.2", "10.0.0.3");
  }

  private Sending sendToServers(Method method, UaBench.Result to) {
    var sending =
        ua.send(Outgoing.of(ua.request(method, "sip:bob@servers.example.com")).build(), to);
    ua.bench.advance(50);
    return sending;
  }

  // alice --OPTIONS--> 10.0.0.2: 503; --OPTIONS, new branch--> 10.0.0.3: 200
  @Test
  @Rfc({"NET-14", "NET-16"})
  void a503MovesTheRequestToTheNextAddressAsANewTransaction() {
    twoServers();
    var other = ua.peerAt("10.0.0.3");
    sendToServers(Method.OPTIONS, result);
    ua.reply(503, "Retry-After: 100");
    ua.bench.advance(10);

    var first = ua.peer.last().request();
    var second = other.last().request();
    assertThat(second.topVia().branch()).isNotEqualTo(first.topVia().branch());
    assertThat(second.callId()).isEqualTo(first.callId());
    assertThat(second.cSeq()).isEqualTo(first.cSeq());
    ua.reply(other, 200);
    assertThat(result.codes()).containsExactly(200);

    int before = ua.peer.got.size();
    sendToServers(Method.OPTIONS, new UaBench.Result());
    assertThat(ua.peer.got).hasSize(before);
    ua.reply(other, 200);
    ua.bench.advance(100_000);
    sendToServers(Method.OPTIONS, new UaBench.Result());
    assertThat(ua.peer.got).hasSizeGreaterThan(before);
    ua.reply(200);
  }

  @Test
  @Rfc("NET-16")
  void anAddressThatAskedForTimeGetsNoNewRequestUntilThen() {
    ua.send(Method.OPTIONS, result);
    ua.reply(503, "Retry-After: 60");
    assertThat(result.codes()).containsExactly(503);
    var refused = new UaBench.Result();
    ua.send(Method.OPTIONS, refused);
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(1);
    assertThat(refused.failures)
        .extracting(SendFailure::kind)
        .containsExactly(SendFailure.Kind.NO_TARGET);
    ua.bench.advance(60_000);
    ua.send(Method.OPTIONS, refused);
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(2);
    ua.reply(200);
  }

  @Test
  @Rfc({"NET-14", "NET-17"})
  void aSilentAddressIsLeftForTheNextAndRememberedAsDown() {
    twoServers();
    var other = ua.peerAt("10.0.0.3");
    sendToServers(Method.OPTIONS, result);
    ua.bench.advance(32_000);
    assertThat(other.count("OPTIONS")).isEqualTo(1);
    ua.reply(other, 200);
    assertThat(result.codes()).containsExactly(200);

    var second = new UaBench.Result();
    int before = ua.peer.got.size();
    sendToServers(Method.OPTIONS, second);
    assertThat(other.count("OPTIONS")).isEqualTo(2);
    ua.reply(other, 200);
    assertThat(second.codes()).containsExactly(200);
    assertThat(ua.peer.got).hasSize(before);

    ua.bench.advance(300_000);
    sendToServers(Method.OPTIONS, new UaBench.Result());
    assertThat(ua.peer.got).hasSize(before + 1);
    ua.reply(200);
  }

  @Test
  @Rfc("NET-14")
  void whenAllAddressesFailTheLastFailureIsToldWithAllThatWasTried() {
    twoServers();
    ua.peerAt("10.0.0.3");
    sendToServers(Method.OPTIONS, result);
    ua.bench.advance(64_100);
    assertThat(result.failures).hasSize(1);
    assertThat(result.failures.getFirst().kind()).isEqualTo(SendFailure.Kind.TIMEOUT);
    assertThat(result.failures.getFirst().tried()).hasSize(2);
  }

  @Test
  @Rfc("NET-14")
  void otherFinalAnswersEndTheSearch() {
    twoServers();
    var other = ua.peerAt("10.0.0.3");
    sendToServers(Method.OPTIONS, result);
    ua.reply(500);
    assertThat(result.codes()).containsExactly(500);
    assertThat(other.got).isEmpty();
  }

  @Test
  @Rfc("NET-15")
  void afterAProvisionalAnswerThereIsNoFailover() {
    twoServers();
    var other = ua.peerAt("10.0.0.3");
    sendToServers(Method.INVITE, result);
    ua.reply(180);
    ua.reply(ua.peer, ua.peer.got.getFirst().request(), 503);
    assertThat(result.codes()).containsExactly(503);
    assertThat(other.got).isEmpty();
  }

  @Test
  @Rfc({"NET-13", "TX-37"})
  void aCancelGoesToTheAddressAndBranchOfTheAttemptThatIsPending() {
    twoServers();
    var other = ua.peerAt("10.0.0.3");
    var sending = sendToServers(Method.INVITE, result);
    ua.reply(503);
    ua.bench.advance(10);
    var invite = other.last().request();
    ua.bench.act(() -> sending.cancel(List.of(new HeaderField("Reason", "SIP;cause=200"))));
    assertThat(other.count("CANCEL")).isZero();
    ua.reply(other, invite, 180);
    ua.bench.advance(10);

    assertThat(other.count("CANCEL")).isEqualTo(1);
    var cancel = other.last().request();
    assertThat(cancel.topVia().branch()).isEqualTo(invite.topVia().branch());
    assertThat(cancel.headers().text("Reason")).hasValue("SIP;cause=200");
    ua.reply(other, cancel, 200);
    ua.reply(other, invite, 487);
    assertThat(result.codes()).containsExactly(487);
    assertThat(ua.peer.count("CANCEL")).isZero();
  }

  @Test
  void afterACancelNothingIsTriedAgain() {
    var sending = ua.send(Method.INVITE, result);
    var invite = ua.peer.last().request();
    ua.reply(180);
    ua.bench.act(() -> sending.cancel(List.of()));
    ua.reply(
        ua.peer, invite, 401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5");
    assertThat(result.codes()).containsExactly(401);
    assertThat(ua.peer.count("INVITE")).isEqualTo(1);
  }

  @Test
  void aCancelBetweenTwoAttemptsStopsTheNextOne() {
    ua.settings(
        s -> s.automatic(AutomaticPolicy.ALL.with(Automatic.AUTHENTICATE, AutoMode.MANUAL)));
    var sending = ua.send(Method.INVITE, result);
    ua.reply(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5");
    ua.bench.act(() -> sending.cancel(List.of()));
    ua.bench.act(sending::proceed);
    ua.bench.advance(1000);

    assertThat(result.failures)
        .extracting(SendFailure::kind)
        .containsExactly(SendFailure.Kind.CANCELLED);
    assertThat(ua.peer.count("INVITE")).isEqualTo(1);
    assertThat(sending.isOver()).isTrue();
  }

  @Test
  void aCancelWhileTheNameIsLookedUpSendsNothing() {
    ua.bench.world.network().lookUpTime(Duration.ofSeconds(1));
    twoServers();
    var sending =
        ua.send(
            Outgoing.of(ua.request(Method.INVITE, "sip:bob@servers.example.com")).build(), result);
    ua.bench.act(() -> sending.cancel(List.of()));
    ua.bench.advance(2000);
    assertThat(result.failures)
        .extracting(SendFailure::kind)
        .containsExactly(SendFailure.Kind.CANCELLED);
    assertThat(ua.peer.got).isEmpty();
  }

  @Test
  @Rfc("DLG-20")
  void every2xxOfAForkedInviteIsTold() {
    ua.send(Method.INVITE, result);
    var invite = ua.peer.last().request();
    for (var tag : List.of("f1", "f2", "f1")) {
      ua.peer.send(Bench.answer(invite, 200, tag));
    }
    assertThat(result.answers)
        .extracting(answer -> answer.to().tag().orElse(""))
        .containsExactly("f1", "f2", "f1");
    assertThat(result.answered).allMatch(sent -> sent.callId().equals(invite.callId()));
  }

  @Test
  @Rfc("NET-18")
  void anOpenConnectionToTheTargetIsUsedAgain() {
    for (int i = 0; i < 2; i++) {
      ua.send(
          Outgoing.of(ua.request(Method.OPTIONS, "sip:bob@10.0.0.2;transport=tcp")).build(),
          result);
      ua.bench.advance(10);
      var ok = Bench.answer(ua.peer.last().request(), 200, "t" + i);
      ua.peer.write(ok.toBytes());
    }
    assertThat(result.codes()).containsExactly(200, 200);
    assertThat(ua.peer.connections).hasSize(1);
  }

  @Test
  void noAddressIsAFailureAndTold() {
    ua.send(Outgoing.of(ua.request(Method.OPTIONS, "sip:bob@nowhere.example.com")).build(), result);
    ua.bench.advance(1000);
    assertThat(result.failures)
        .extracting(SendFailure::kind)
        .containsExactly(SendFailure.Kind.NO_TARGET);
    assertThat(result.failures.getFirst().reason()).contains("nowhere.example.com");
  }

  @Test
  @Rfc("NET-22")
  void aLongRequestGoesByTcpAndByUdpWhereTcpIsRefused() {
    SipRequest big =
        ua.request(Method.INVITE, "sip:bob@10.0.0.2").toBuilder()
            .raw("X-Long", "x".repeat(1300))
            .build();
    ua.send(Outgoing.of(big).build(), result);
    ua.bench.advance(10);
    assertThat(ua.peer.last().request().topVia().transport()).isEqualTo("TCP");
    assertThat(ua.peer.last().request().headers().text("Contact").orElse(""))
        .contains("transport=tcp");

    var other = ua.peerAt("10.0.0.3");
    other.host.refuseStreams(true);
    ua.send(
        Outgoing.of(big.toBuilder().requestUri(UaBench.uri("sip:bob@10.0.0.3")).build()).build(),
        new UaBench.Result());
    ua.bench.advance(10);
    assertThat(other.last().request().topVia().transport()).isEqualTo("UDP");
    assertThat(other.last().request().headers().contains(HeaderName.CONTACT)).isTrue();
  }
}

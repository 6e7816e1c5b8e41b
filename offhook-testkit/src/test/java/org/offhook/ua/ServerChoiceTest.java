package org.offhook.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.dns.DnsSettings;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimNameServer;
import org.offhook.transaction.RawPeer;

/** Which of a domain's servers a request goes to: RFC 3263 §4.3 with SRV records. */
class ServerChoiceTest {

  private final UaBench ua = new UaBench();
  private final SimNameServer names = ua.bench.world.nameServer("10.0.0.53");
  private final RawPeer other = ua.peerAt("10.0.0.3");
  private final UaBench.Result result = new UaBench.Result();

  @BeforeEach
  void zone() {
    names.zone(
        """
        _sip._udp.ranked.example.com. 100 SRV 1 1 5060 one.example.com.
        _sip._udp.ranked.example.com. 100 SRV 2 1 5060 two.example.com.
        _sip._udp.shared.example.com. 600 SRV 1 1 5060 one.example.com.
        _sip._udp.shared.example.com. 600 SRV 1 1 5060 two.example.com.
        one.example.com. 600 A 10.0.0.2
        two.example.com. 600 A 10.0.0.3
        """);
  }

  @AfterEach
  void nothingStaysBehind() {
    ua.bench.advance(200_000);
    assertThat(ua.bench.layer.alive()).isZero();
    ua.close();
  }

  private Sending send(Method method, String domain, UaBench.Result to) {
    var out = Outgoing.of(ua.request(method, "sip:bob@" + domain)).build();
    var sending = ua.send(out, to);
    ua.bench.advance(10);
    return sending;
  }

  private void settings(DnsSettings settings) {
    ua.bench.act(() -> ua.bench.transport.locator().settings(settings));
  }

  // --OPTIONS--> one: nothing; --OPTIONS--> two: 200; then at once to two; later to one again
  @Test
  @Rfc({"NET-14", "NET-17"})
  void aDeadServerIsLeftOutUntilItsRecordsAreOver() {
    settings(DnsSettings.DEFAULT);
    send(Method.OPTIONS, "ranked.example.com", result);
    ua.bench.advance(32_000);
    ua.reply(other, 200);
    assertThat(result.codes()).containsExactly(200);
    int before = ua.peer.got.size();

    var soon = new UaBench.Result();
    send(Method.OPTIONS, "ranked.example.com", soon);
    ua.reply(other, 200);
    assertThat(soon.codes()).containsExactly(200);
    assertThat(ua.peer.got).hasSize(before);

    // 100 s after they were told the records are over, and with them the judgement.
    ua.bench.advance(68_000);
    var later = new UaBench.Result();
    send(Method.OPTIONS, "ranked.example.com", later);
    assertThat(ua.peer.got).hasSize(before + 1);
    ua.reply(200);
    assertThat(later.codes()).containsExactly(200);
  }

  @Test
  @Rfc("NET-14")
  void everyReasonToGoOnIsTold() {
    ua.peer.act(ua.peer::closeDatagrams);
    ua.bench.world.network().all().icmp(true);
    var told = new java.util.ArrayList<String>();
    var handler =
        new SendHandler() {
          @Override
          public void tried(List<String> inVain) {
            told.addAll(inVain);
          }

          @Override
          public void finalResponse(
              org.offhook.message.SipResponse response, org.offhook.message.SipRequest asSent) {
            told.add(response.status().toString());
          }

          @Override
          public void failed(SendFailure failure) {
            told.addAll(failure.tried());
          }
        };
    ua.send(Outgoing.of(ua.request(Method.OPTIONS, "sip:bob@ranked.example.com")).build(), handler);
    ua.bench.advance(10);
    ua.reply(other, 200);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).isEqualTo("udp:10.0.0.2:5060: port unreachable");
  }

  // 20 times: --OPTIONS--> one or two: 401; --OPTIONS, credentials--> the same one
  @Test
  @Rfc("NET-13")
  void theAnswerToAChallengeGoesToTheServerThatChallenged() {
    for (int i = 0; i < 20; i++) {
      ua.peer.got.clear();
      other.got.clear();
      var one = new UaBench.Result();
      send(Method.OPTIONS, "shared.example.com", one);
      var asked = ua.peer.got.isEmpty() ? other : ua.peer;
      ua.reply(asked, 401, "WWW-Authenticate: Digest realm=\"r" + i + "\", nonce=\"n\"");
      ua.bench.advance(10);
      assertThat(asked.got).hasSize(2);
      assertThat(asked.last().request().headers().contains(HeaderName.AUTHORIZATION)).isTrue();
      ua.reply(asked, 200);
      assertThat(one.codes()).containsExactly(200);
    }
  }

  @Test
  @Rfc("NET-16")
  void a503WithoutATimeComesLastForAMinute() {
    send(Method.OPTIONS, "ranked.example.com", result);
    ua.reply(503);
    ua.bench.advance(10);
    ua.reply(other, 200);
    int before = ua.peer.got.size();
    send(Method.OPTIONS, "ranked.example.com", new UaBench.Result());
    ua.reply(other, 200);
    assertThat(ua.peer.got).hasSize(before);
    ua.bench.advance(60_000);
    send(Method.OPTIONS, "ranked.example.com", new UaBench.Result());
    assertThat(ua.peer.got).hasSize(before + 1);
    ua.reply(200);
  }

  // INVITE to one: nothing for 3 s; to two: 180, 200. One's late 180 is cancelled.
  @Test
  @Rfc("NET-15")
  void aShorterTimeForAllButTheLastAddressCanBeSet() {
    settings(DnsSettings.DEFAULT.withFailover(Duration.ofSeconds(3)));
    send(Method.INVITE, "ranked.example.com", result);
    var late = ua.peer.got.getFirst().request();
    ua.bench.advance(2_980);
    assertThat(other.got).isEmpty();
    ua.bench.advance(20);
    assertThat(other.count("INVITE")).isEqualTo(1);
    var invite = other.last().request();
    ua.reply(other, invite, 180);

    ua.reply(ua.peer, late, 180);
    ua.bench.advance(10);
    assertThat(ua.peer.count("CANCEL")).isEqualTo(1);
    ua.reply(ua.peer, ua.peer.last().request(), 200);
    ua.reply(ua.peer, late, 487);
    assertThat(result.answers).isEmpty();

    ua.bench.advance(10_000);
    ua.reply(other, invite, 486);
    assertThat(result.codes()).containsExactly(486);
  }

  @Test
  @Rfc("NET-15")
  void withAShorterTimeAProvisionalAnswerAndTheLastAddressHaveAllTheTime() {
    settings(DnsSettings.DEFAULT.withFailover(Duration.ofSeconds(3)));
    send(Method.INVITE, "ranked.example.com", result);
    ua.reply(100);
    ua.bench.advance(20_000);
    assertThat(other.got).isEmpty();
    ua.reply(486);

    var second = new UaBench.Result();
    send(Method.OPTIONS, "ranked.example.com", second);
    ua.bench.advance(3_000);
    ua.bench.advance(31_900);
    assertThat(second.failures).isEmpty();
    ua.bench.advance(200);
    assertThat(second.failures.getFirst().tried())
        .containsExactly(
            "udp:10.0.0.2:5060: no answer within 3000 ms", "udp:10.0.0.3:5060: no answer in time");
  }

  @Test
  @Rfc("NET-12")
  void cancellingWhileTheNameIsLookedUpSendsNothing() {
    names.silent(true);
    var sending = send(Method.INVITE, "ranked.example.com", result);
    ua.bench.act(() -> sending.cancel(List.of()));
    assertThat(result.failures)
        .extracting(SendFailure::kind)
        .containsExactly(SendFailure.Kind.CANCELLED);
    int asked = names.questions().size();
    ua.bench.advance(20_000);
    assertThat(names.questions()).hasSize(asked);
    assertThat(ua.peer.got).isEmpty();
    assertThat(other.got).isEmpty();
  }
}

package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Via;
import org.offhook.testing.Rfc;

/** Which transaction a message belongs to: RFC 3261 §17.1.3, §17.2.3, §18.1.2, §8.2.2.2. */
class MatchingTest {

  private final Bench bench = new Bench();
  private final RecordingUser client = new RecordingUser();
  private final RecordingServer server = new RecordingServer();

  @BeforeEach
  void serve() {
    bench.layer.server(server);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void respond(ServerTransaction transaction, int code) {
    bench.act(() -> transaction.respond(transaction.response(Status.of(code)).build()));
  }

  private SipResponse withVia(SipResponse response, Via via) {
    return response.toBuilder().set(HeaderName.VIA, via).build();
  }

  @Test
  @Rfc("TX-25")
  void aResponseNeedsTheBranchAndTheMethodOfItsRequest() {
    bench.invite(bench.udp(), client);
    bench.advance(1);
    var sent = bench.peer.last().request();
    var busy = Bench.answer(sent, 486, "b1");
    bench.peer.send(busy.toBuilder().set(HeaderName.CSEQ, new CSeq(7, Method.CANCEL)).build());
    bench.peer.send(withVia(busy, sent.topVia().with("branch", "z9hG4bKwrong")));
    bench.peer.send(withVia(busy, sent.topVia().without("branch")));
    assertThat(client.told).isEmpty();
    assertThat(bench.layer.counters().strayResponses()).isEqualTo(3);
    bench.peer.send(busy);
    assertThat(client.told).containsExactly("486");
  }

  @Test
  @Rfc("TX-46")
  void aResponseWithAnotherSentByIsDroppedSilently() {
    bench.invite(bench.udp(), client);
    bench.advance(1);
    var via = bench.peer.last().request().topVia();
    var ok = Bench.answer(bench.peer.last().request(), 200, "b1");
    var count = bench.peer.got.size();
    bench.peer.send(withVia(ok, Via.of("UDP", "10.0.0.9", 5060, via.params())));
    bench.peer.send(withVia(ok, Via.of("UDP", Bench.LOCAL, 5070, via.params())));
    assertThat(client.told).isEmpty();
    assertThat(bench.peer.got).hasSize(count);
    bench.peer.send(ok);
    assertThat(client.told).containsExactly("200");
  }

  @Test
  @Rfc("TX-46")
  void aStray2xxIsDroppedSilently() {
    var request = PeerRequests.over("UDP", "z9hG4bKstray", Method.INVITE).build();
    bench.peer.send(Bench.answer(request, 200, "b1"));
    assertThat(bench.peer.got).isEmpty();
    assertThat(bench.layer.alive()).isZero();
  }

  @Test
  @Rfc("TX-26")
  void twoClientsWithOneBranchDoNotCollide() {
    var one = PeerRequests.plain(Method.OPTIONS);
    var other = PeerRequests.plain(Method.OPTIONS);
    one.set(HeaderName.VIA, PeerRequests.via("UDP", "10.0.0.2", 5060, "z9hG4bKsame"));
    other.set(HeaderName.VIA, PeerRequests.via("UDP", "10.0.0.2", 5062, "z9hG4bKsame"));
    other.set(HeaderName.CALL_ID, "another");
    bench.peer.send(one.build());
    bench.peer.send(other.build());
    other.set(HeaderName.VIA, PeerRequests.via("UDP", "client.example.com", 5060, "z9hG4bKsame"));
    bench.peer.send(other.build());
    assertThat(server.incoming).hasSize(3);
    bench.peer.send(one.build());
    assertThat(server.incoming).hasSize(3);
  }

  @Test
  @Rfc("TX-26")
  void theMethodBelongsToTheMatchButAckBelongsToInvite() {
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKm", Method.INVITE).build());
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKm", Method.MESSAGE).build());
    assertThat(server.incoming).hasSize(2);
    var invite = (InviteServerTransaction) server.incoming.get(0);
    respond(invite, 486);
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKm", Method.ACK).build());
    assertThat(invite.state()).isEqualTo(InviteServerTransaction.State.CONFIRMED);
    assertThat(server.acks).isEmpty();
  }

  private static SipRequest legacy(Method method, String viaParams, String toTag) {
    var to = toTag.isEmpty() ? "" : ";tag=" + toTag;
    var text =
        method.name()
            + " sip:alice@10.0.0.1 SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 10.0.0.2:5060"
            + viaParams
            + "\r\nFrom: <sip:old@example.com>;tag=f1\r\nTo: <sip:alice@example.com>"
            + to
            + "\r\nCall-ID: old-call\r\nCSeq: 1 "
            + method.name()
            + "\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    return switch (org.offhook.message.MessageParser.parse(text.getBytes(StandardCharsets.UTF_8))) {
      case org.offhook.message.ParseResult.Parsed parsed -> (SipRequest) parsed.message();
      case org.offhook.message.ParseResult.Invalid invalid -> throw new AssertionError(invalid);
    };
  }

  @Test
  @Rfc("TX-27")
  void requestsOfRfc2543AreRecognizedByTheirContent() {
    for (var via : List.of("", ";branch=1", ";branch=z9hG4bK")) {
      server.incoming.clear();
      bench.peer.send(legacy(Method.OPTIONS, via, ""));
      bench.peer.send(legacy(Method.OPTIONS, via, ""));
      assertThat(server.incoming).as(via).hasSize(1);
      bench.peer.send(legacy(Method.OPTIONS, via, "t2"));
      assertThat(server.incoming).as(via + " with another To tag").hasSize(2);
      bench.peer.send(legacy(Method.OPTIONS, via + ";x=y", ""));
      assertThat(server.incoming).as(via + " with another Via").hasSize(3);
    }
  }

  @Test
  @Rfc("TX-27")
  void theAckOfRfc2543IsRecognizedByTheTagThatWasSent() {
    bench.peer.send(legacy(Method.INVITE, "", ""));
    var invite = (InviteServerTransaction) server.incoming.getFirst();
    respond(invite, 486);
    var tag = bench.peer.last().response().to().tag().orElseThrow();
    bench.peer.send(legacy(Method.ACK, "", "wrong"));
    assertThat(invite.state()).isEqualTo(InviteServerTransaction.State.COMPLETED);
    bench.peer.send(legacy(Method.ACK, "", tag));
    assertThat(invite.state()).isEqualTo(InviteServerTransaction.State.CONFIRMED);
    bench.advance(5_000);
    assertThat(bench.layer.alive()).isZero();
  }

  @Test
  @Rfc("TX-27")
  void theCancelOfRfc2543FindsItsInvite() {
    bench.peer.send(legacy(Method.INVITE, "", ""));
    bench.peer.send(legacy(Method.CANCEL, "", ""));
    assertThat(server.told).containsExactly("cancelled");
    assertThat(bench.peer.count("SIP/2.0 487")).isEqualTo(1);
  }

  @Test
  @Rfc("TX-28")
  void everyNewRequestHasABranchOfItsOwn() {
    var branches = new HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      var branch = bench.layer.newBranch();
      assertThat(branch).startsWith("z9hG4bK").hasSizeGreaterThan(15);
      branches.add(branch);
    }
    assertThat(branches).hasSize(1000);
    var request = Bench.request(Method.INVITE).build();
    bench.act(
        () -> {
          bench.layer.request(
              request,
              bench.transport.flowTo(
                  Bench.hop(org.offhook.net.TransportKind.UDP, Bench.PEER, 5060)),
              client);
          bench.layer.request(
              request,
              bench.transport.flowTo(
                  Bench.hop(org.offhook.net.TransportKind.UDP, Bench.PEER, 5060)),
              client);
        });
    bench.act(
        () ->
            bench.layer.ack(
                Bench.request(Method.ACK).build(),
                bench.transport.flowTo(
                    Bench.hop(org.offhook.net.TransportKind.UDP, Bench.PEER, 5060))));
    assertThat(bench.peer.got.stream().map(g -> g.request().topVia().branch().orElseThrow()))
        .hasSize(3)
        .doesNotHaveDuplicates()
        .allSatisfy(branch -> assertThat(branch).startsWith("z9hG4bK"));
  }

  @Test
  @Rfc({"TX-31"})
  void aCopyThatTookAnotherWayIsMarkedAsMerged() {
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKway1", Method.INVITE).build());
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKway2", Method.INVITE).build());
    assertThat(server.incoming).hasSize(2);
    assertThat(server.incoming.get(0).isMerged()).isFalse();
    assertThat(server.incoming.get(1).isMerged()).isTrue();
    respond(server.incoming.get(1), 482);
    respond(server.incoming.get(0), 486);
    bench.advance(40_000);
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKway3", Method.INVITE).build());
    assertThat(server.incoming.get(2).isMerged()).as("the first is over").isFalse();
  }

  @Test
  @Rfc("TX-47")
  void anAckThatMatchesNothingGetsNoAnswerAndNoTransaction() {
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKack", Method.ACK).build());
    bench.advance(40_000);
    assertThat(bench.peer.got).isEmpty();
    assertThat(bench.layer.alive()).isZero();
    assertThat(server.incoming).isEmpty();
    assertThat(server.acks).hasSize(1);
  }

  @Test
  @Rfc("TX-44")
  void requestsOverUdpAskForTheirPortAndTakeTheAnswerOnTheSendingSocket() {
    bench.options(bench.udp(), client);
    var sent = bench.peer.last();
    assertThat(sent.request().topVia().hasRport()).isTrue();
    assertThat(sent.request().topVia().rport()).isEmpty();
    assertThat(new String(sent.bytes(), StandardCharsets.UTF_8))
        .containsPattern("Via: SIP/2.0/UDP 10\\.0\\.0\\.1:5060;.*rport[;\r]");
    bench.peer.sendTo(sent.from(), Bench.answer(sent.request(), 200, "b1").toBytes());
    assertThat(client.told).containsExactly("200");
  }

  @Test
  @Rfc("SEC-03")
  void aFloodIsRefusedWithoutStateWhileDialogsGoOn() {
    var limits = new TransactionLimits(5, 3, 100, 7);
    try (var small = new Bench(org.offhook.transport.TransportSettings.defaults(), limits)) {
      small.layer.server(server);
      for (int i = 0; i < 10; i++) {
        small.peer.send(
            PeerRequests.over("UDP", "z9hG4bKflood" + i, Method.INVITE)
                .set(HeaderName.CALL_ID, "flood-" + i)
                .build());
      }
      assertThat(server.incoming).hasSize(3);
      assertThat(small.peer.count("SIP/2.0 503")).isEqualTo(7);
      assertThat(
              small
                  .peer
                  .last()
                  .response()
                  .headers()
                  .get(HeaderName.RETRY_AFTER)
                  .orElseThrow()
                  .seconds())
          .isEqualTo(7);
      assertThat(small.layer.alive()).isEqualTo(3);
      var bye = PeerRequests.over("UDP", "z9hG4bKbye", Method.BYE);
      small.peer.send(
          bye.set(HeaderName.TO, PeerRequests.plain(Method.BYE).build().to().withTag("t")).build());
      assertThat(server.incoming).hasSize(4);
      var first = server.incoming.getFirst();
      small.act(() -> first.respond(first.response(Status.BUSY_HERE).build()));
      small.peer.send(
          PeerRequests.over("UDP", "z9hG4bKnext", Method.OPTIONS)
              .set(HeaderName.CALL_ID, "next")
              .build());
      assertThat(server.incoming).as("an answered one makes room").hasSize(4);
    }
  }
}

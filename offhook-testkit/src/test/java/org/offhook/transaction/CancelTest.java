package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;

/** CANCEL on both sides: RFC 3261 §9. */
class CancelTest {

  private final Bench bench = new Bench();
  private final RecordingUser client = new RecordingUser();
  private final RecordingServer server = new RecordingServer();

  @BeforeEach
  void serve() {
    bench.layer.server(server);
  }

  @AfterEach
  void nothingStaysBehind() {
    bench.advance(200_000);
    assertThat(bench.layer.alive()).isZero();
    bench.close();
  }

  private boolean cancel(InviteClientTransaction invite) {
    return bench.onLoop(() -> bench.layer.cancel(invite));
  }

  private void respond(ServerTransaction transaction, int code) {
    bench.act(() -> transaction.respond(transaction.response(Status.of(code)).build()));
  }

  // INVITE; cancel() waits; 100 at 2 s: CANCEL at 2 s; 200 (CANCEL), 487 (INVITE), ACK
  @Test
  @Rfc("TX-37")
  void aCancelBeforeAnyResponseIsSentOnTheFirstProvisionalOne() {
    var invite = bench.invite(bench.udp(), client);
    assertThat(cancel(invite)).isTrue();
    assertThat(cancel(invite)).isTrue();
    bench.advanceTo(2_000);
    assertThat(bench.peer.count("CANCEL")).isZero();
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 100, null));
    assertThat(bench.peer.times("CANCEL")).containsExactly(2000L);
    bench.peer.send(Bench.answer(sent, 180, "b1"));
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    assertThat(client.told).containsExactly("100", "180");
    bench.peer.send(Bench.answer(sent, 487, "b1"));
    assertThat(client.told).containsExactly("100", "180", "487");
    assertThat(bench.peer.count("CANCEL")).isEqualTo(1);
    assertThat(bench.peer.count("ACK")).isEqualTo(1);
  }

  @Test
  @Rfc("TX-37")
  void afterAFinalResponseNothingIsCancelled() {
    var refused = bench.invite(bench.udp(), client);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 486, "b1"));
    assertThat(cancel(refused)).isFalse();
    var accepted = bench.invite(bench.udp(), client);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    assertThat(cancel(accepted)).isFalse();
    var early = bench.invite(bench.udp(), client);
    cancel(early);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    bench.advance(1_000);
    assertThat(bench.peer.count("CANCEL")).isZero();
  }

  @Test
  @Rfc("TX-10")
  void anInviteThatIsNeverAnsweredIsNotCancelledOnTheWire() {
    var invite = bench.invite(bench.udp(), client);
    cancel(invite);
    bench.advance(40_000);
    assertThat(client.told).containsExactly("cancel-timeout");
    assertThat(bench.peer.count("CANCEL")).isZero();
    assertThat(bench.peer.count("ACK")).isZero();
  }

  @Test
  @Rfc({"TX-38", "TX-29"})
  void aCancelHasTheFormOfTheRfc() {
    var request =
        Bench.request(Method.INVITE)
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:10.0.0.2;lr>"))
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:p2.example.com;lr>"))
            .add(HeaderName.REQUIRE, "100rel")
            .add(HeaderName.PROXY_REQUIRE, "foo")
            .set(HeaderName.TO, NameAddr.parse("<sip:bob@example.com>;tag=in-dialog"))
            .build();
    var invite =
        bench.onLoop(
            () ->
                bench.layer.invite(
                    request,
                    bench.transport.flowTo(
                        Bench.hop(org.offhook.net.TransportKind.UDP, Bench.PEER, 5060)),
                    client));
    var sent = bench.peer.last();
    bench.peer.send(Bench.answer(sent.request(), 180, null));
    bench.act(
        () ->
            bench.layer.cancel(
                invite, edit -> edit.raw("Reason", "SIP;cause=200;text=\"elsewhere\"")));
    var cancel = bench.peer.last().request();
    assertThat(cancel.method()).isEqualTo(Method.CANCEL);
    assertThat(cancel.requestUri()).hasToString(sent.request().requestUri().toString());
    assertThat(cancel.callId()).isEqualTo(sent.request().callId());
    assertThat(cancel.to()).hasToString(sent.request().to().toString());
    assertThat(cancel.from()).hasToString(sent.request().from().toString());
    assertThat(cancel.cSeq().number()).isEqualTo(7);
    assertThat(cancel.cSeq().method()).isEqualTo(Method.CANCEL);
    assertThat(cancel.headers().texts("Route")).isEqualTo(sent.request().headers().texts("Route"));
    assertThat(cancel.headers().all(HeaderName.VIA)).hasSize(1);
    assertThat(cancel.topVia()).hasToString(sent.request().topVia().toString());
    assertThat(cancel.headers().contains(HeaderName.REQUIRE)).isFalse();
    assertThat(cancel.headers().contains(HeaderName.PROXY_REQUIRE)).isFalse();
    assertThat(cancel.headers().text("Reason")).isPresent();
    assertThat(bench.peer.last().from()).isEqualTo(sent.from());
    bench.peer.send(Bench.answer(sent.request(), 487, "x"));
  }

  @Test
  @Rfc("TX-38")
  void aCancelIsATransactionOfItsOwn() {
    var invite = bench.invite(bench.udp(), client);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 180, "b1"));
    cancel(invite);
    bench.advanceTo(4_000);
    assertThat(bench.peer.times("CANCEL")).containsExactly(0L, 500L, 1500L, 3500L);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    bench.advance(8_000);
    assertThat(bench.peer.count("CANCEL")).isEqualTo(4);
    assertThat(client.told).containsExactly("180");
  }

  @Test
  @Rfc("TX-38")
  void onAStreamTheCancelTakesTheSameConnection() {
    var invite = bench.invite(bench.tcp(), client);
    bench.advance(1);
    bench.peer.write(Bench.answer(bench.peer.last().request(), 180, "b1").toBytes());
    cancel(invite);
    assertThat(bench.peer.count("CANCEL")).isEqualTo(1);
    assertThat(bench.peer.connections).hasSize(1);
  }

  // CANCEL at 1 s, the peer answers it but never the INVITE: over at 33 s
  @Test
  @Rfc("TX-39")
  void aCancelledInviteWithoutFinalResponseEndsAfter64T1() {
    var invite = bench.invite(bench.udp(), client);
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 180, "b1"));
    bench.advanceTo(1_000);
    cancel(invite);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    bench.advanceTo(20_000);
    bench.peer.send(Bench.answer(sent, 183, "b1"));
    bench.advanceTo(32_999);
    assertThat(client.told).containsExactly("180", "183");
    bench.advanceTo(33_000);
    assertThat(client.told).containsExactly("180", "183", "cancel-timeout");
    assertThat(invite.isTerminated()).isTrue();
  }

  // CANCEL crosses 200 (INVITE): the 200 is the outcome
  @Test
  @Rfc("TX-40")
  void theAnswerToTheCancelDecidesNothingAndACrossing2xxIsTheOutcome() {
    var invite = bench.invite(bench.udp(), client);
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 180, "b1"));
    cancel(invite);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    assertThat(client.told).containsExactly("180");
    bench.peer.send(Bench.answer(sent, 200, "b1"));
    assertThat(client.told).containsExactly("180", "200");
    bench.advance(32_000);
    assertThat(client.told).containsExactly("180", "200", "terminated");
  }

  private SipRequest cancelOf(String branch) {
    return PeerRequests.over("UDP", branch, Method.CANCEL).build();
  }

  private InviteServerTransaction take(String branch) {
    bench.peer.send(PeerRequests.over("UDP", branch, Method.INVITE).build());
    return (InviteServerTransaction) server.incoming.getLast();
  }

  @Test
  @Rfc({"TX-41", "TX-42"})
  void aCancelIsAnswered200AndThePendingInvite487WithTheSameTag() {
    var invite = take("z9hG4bKi1");
    respond(invite, 180);
    var tag = bench.peer.last().response().to().tag().orElseThrow();
    bench.peer.send(cancelOf("z9hG4bKi1"));
    assertThat(bench.peer.got).hasSize(3);
    var ok = bench.peer.got.get(1).response();
    assertThat(ok.status().code()).isEqualTo(200);
    assertThat(ok.cSeq().method()).isEqualTo(Method.CANCEL);
    assertThat(ok.to().tag()).contains(tag);
    var terminated = bench.peer.got.get(2).response();
    assertThat(terminated.status().code()).isEqualTo(487);
    assertThat(terminated.cSeq().method()).isEqualTo(Method.INVITE);
    assertThat(terminated.to().tag()).contains(tag);
    assertThat(server.told).containsExactly("cancelled");
    bench.peer.send(cancelOf("z9hG4bKi1"));
    assertThat(bench.peer.last().bytes()).isEqualTo(bench.peer.got.get(1).bytes());
    assertThat(server.told).containsExactly("cancelled");
  }

  @Test
  @Rfc("TX-42")
  void theTagOfTheAnswerToACancelIsUsedByTheLaterAnswerToTheInvite() {
    take("z9hG4bKi2");
    bench.peer.send(cancelOf("z9hG4bKi2"));
    assertThat(bench.peer.got.get(0).response().to().tag()).isPresent();
    assertThat(bench.peer.got.get(0).response().to().tag())
        .isEqualTo(bench.peer.got.get(1).response().to().tag());
  }

  @Test
  @Rfc("TX-41")
  void aCancelAfterAFinalResponseHasNoEffect() {
    for (var code : new int[] {200, 486}) {
      var branch = "z9hG4bKlate" + code;
      var invite = take(branch);
      respond(invite, code);
      var state = invite.state();
      var tag = bench.peer.last().response().to().tag();
      bench.peer.send(cancelOf(branch));
      assertThat(bench.peer.last().response().status().code()).isEqualTo(200);
      assertThat(bench.peer.last().response().cSeq().method()).isEqualTo(Method.CANCEL);
      assertThat(bench.peer.last().response().to().tag()).isEqualTo(tag);
      assertThat(invite.state()).isEqualTo(state);
    }
    assertThat(server.told).isEmpty();
    assertThat(bench.peer.count("SIP/2.0 487")).isZero();
  }

  @Test
  @Rfc("TX-41")
  void aCancelOfAnotherMethodIsAnsweredWithoutEffect() {
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKo", Method.OPTIONS).build());
    bench.peer.send(cancelOf("z9hG4bKo"));
    assertThat(bench.peer.got).hasSize(1);
    assertThat(bench.peer.last().response().status().code()).isEqualTo(200);
    assertThat(server.told).isEmpty();
  }

  @Test
  void aUserMayTakeCareOfTheCancelledInvite() {
    bench.layer.server(
        new ServerUser() {
          @Override
          public void incoming(ServerTransaction transaction) {
            server.incoming.add(transaction);
            transaction.user(
                new ServerTransactionUser() {
                  @Override
                  public boolean cancelled(SipRequest cancel) {
                    return true;
                  }
                });
          }

          @Override
          public void ack(SipRequest ack, org.offhook.transport.Flow flow) {}
        });
    var invite = take("z9hG4bKproxy");
    bench.peer.send(cancelOf("z9hG4bKproxy"));
    assertThat(bench.peer.got).hasSize(1);
    respond(invite, 486);
    assertThat(bench.peer.last().response().status().code()).isEqualTo(486);
  }

  // CANCEL arrives first: 481; then the INVITE: rings as always
  @Test
  @Rfc({"TX-43", "TX-41"})
  void aCancelThatOvertakesItsInviteGets481AndTheInviteIsServed() {
    bench.peer.send(cancelOf("z9hG4bKfast"));
    assertThat(bench.peer.last().response().status().code()).isEqualTo(481);
    assertThat(server.incoming).isEmpty();
    var invite = take("z9hG4bKfast");
    assertThat(invite.isMerged()).isFalse();
    respond(invite, 180);
    assertThat(bench.peer.last().response().status().code()).isEqualTo(180);
    assertThat(server.told).isEmpty();
    respond(invite, 486);
  }
}

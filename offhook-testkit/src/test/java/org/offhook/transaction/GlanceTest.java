package org.offhook.transaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.transport.Flow;

/** What an endpoint without room refuses at a glance, and what it reads all the same. */
class GlanceTest {

  private final Bench bench = new Bench();
  private final RecordingServer user = new RecordingServer();
  private final Crowd crowd = new Crowd();
  private final SipRequest invite = PeerRequests.over("UDP", "z9hG4bKp1", Method.INVITE).build();

  /** Has no room, if it is crowded. */
  private static final class Crowd implements Doorkeeper {
    private static final Ruling FULL =
        new Ruling.Overloaded(
            List.of(new HeaderField("Server", "Full"), new HeaderField("Retry-After", "9")));
    private final List<Method> glanced = new ArrayList<>();
    private final List<Method> judged = new ArrayList<>();
    private Ruling first = FULL;
    private boolean crowded = true;

    @Override
    public boolean isFull() {
      return crowded;
    }

    @Override
    public Ruling glance(Method method, Flow flow, boolean behind) {
      glanced.add(method);
      return first;
    }

    @Override
    public Ruling judge(SipRequest request, Flow flow) {
      judged.add(request.method());
      return crowded ? FULL : Ruling.Plain.ADMIT;
    }
  }

  @BeforeEach
  void serve() {
    bench.layer.server(user);
    bench.layer.door(crowd);
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private SipResponse refusal(SipRequest request) {
    int before = bench.peer.got.size();
    bench.peer.send(request);
    assertThat(bench.peer.got).hasSize(before + 1);
    return bench.peer.last().response();
  }

  private static SipRequest ackOf(SipRequest invite, SipResponse refusal) {
    return invite.toBuilder()
        .method(Method.ACK)
        .set(HeaderName.CSEQ, new CSeq(invite.cSeq().number(), Method.ACK))
        .set(HeaderName.TO, refusal.to())
        .build();
  }

  @Test
  @Rfc({"SEC-23", "TX-51"})
  void theRefusalIsCompleteAndGoesWhereTheRequestCameFrom() {
    var request =
        invite.toBuilder()
            .set(
                HeaderName.VIA,
                PeerRequests.via("UDP", "192.0.2.9", 5099, "z9hG4bKp9").with("rport", null))
            .add(HeaderName.VIA, PeerRequests.via("UDP", "proxy.example.com", 5080, "z9hG4bKin"))
            .build();
    var refusal = refusal(request);
    assertThat(refusal.status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(refusal.topVia().received()).contains(Bench.PEER);
    assertThat(refusal.topVia().rport()).hasValue(5060);
    assertThat(refusal.headers().all(HeaderName.VIA).get(1))
        .isEqualTo(request.headers().all(HeaderName.VIA).get(1));
    assertThat(refusal.from()).isEqualTo(request.from());
    assertThat(refusal.callId()).isEqualTo(request.callId());
    assertThat(refusal.cSeq()).isEqualTo(request.cSeq());
    assertThat(refusal.to().tag()).isPresent();
    assertThat(refusal.headers().get(HeaderName.RETRY_AFTER)).contains(RetryAfter.of(9));
    assertThat(refusal.headers().texts("Server")).containsExactly("Full");
    assertThat(crowd.judged).as("read").isEmpty();
    assertThat(bench.layer.alive()).isZero();
  }

  // the second one is read, since a row of it is folded
  @Test
  @Rfc("SEC-23")
  void atAGlanceAndReadTheTagIsTheSame() {
    var glanced = refusal(invite);
    var folded = new String(invite.toBytes(), US_ASCII);
    bench.peer.send(folded.replace("Call-ID: ", "Call-ID:\r\n ").getBytes(US_ASCII));
    assertThat(crowd.judged).containsExactly(Method.INVITE);
    assertThat(bench.peer.last().response().to()).isEqualTo(glanced.to());
  }

  @Test
  @Rfc("SEC-23")
  void theAckOfARefusalEndsHereAndThatOfAnAnswerDoesNot() {
    bench.peer.send(ackOf(invite, refusal(invite)));
    assertThat(user.acks).isEmpty();
    var other = PeerRequests.over("UDP", "z9hG4bKp2", Method.INVITE).build();
    crowd.first = Ruling.Plain.ADMIT;
    crowd.crowded = false;
    bench.peer.send(other);
    crowd.crowded = true;
    bench.act(
        () -> {
          var transaction = user.incoming.getFirst();
          transaction.respond(transaction.response(Status.OK).build());
        });
    bench.peer.send(ackOf(other, bench.peer.last().response()));
    assertThat(user.acks).hasSize(1);
  }

  @Test
  void aRepetitionIsAnsweredByItsTransaction() {
    crowd.crowded = false;
    bench.peer.send(invite);
    bench.act(
        () -> {
          var transaction = user.incoming.getFirst();
          transaction.respond(transaction.response(Status.RINGING).build());
        });
    crowd.crowded = true;
    assertThat(refusal(invite).status()).isEqualTo(Status.RINGING);
    assertThat(crowd.glanced).isEmpty();
  }

  @Test
  void whoIsInsideADialogOrCancelsIsRead() {
    bench.peer.send(
        PeerRequests.over("UDP", "z9hG4bKp3", Method.INFO)
            .set(HeaderName.TO, invite.to().withTag("dialog"))
            .build());
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKp4", Method.CANCEL).build());
    assertThat(crowd.judged).containsExactly(Method.INFO, Method.CANCEL);
    assertThat(crowd.glanced).isEmpty();
  }

  @Test
  void whoIsDroppedAtAGlanceGetsNothing() {
    crowd.first = Ruling.Plain.DROP;
    bench.peer.send(invite);
    assertThat(bench.peer.got).isEmpty();
    assertThat(crowd.judged).isEmpty();
  }
}

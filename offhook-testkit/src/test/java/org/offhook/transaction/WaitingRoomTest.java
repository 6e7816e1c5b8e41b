package org.offhook.transaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.transport.Flow;

/** Who waits, who does not, and who is refused while more arrives than is read. */
class WaitingRoomTest {

  private static final int PATIENCE_MILLIS = 200;

  private final Bench bench = new Bench();
  private final RecordingServer user = new RecordingServer();
  private long patience = PATIENCE_MILLIS * 1_000_000L;

  private final class Door implements Doorkeeper {

    @Override
    public Ruling judge(SipRequest request, Flow flow) {
      return Ruling.Plain.ADMIT;
    }

    @Override
    public long patience() {
      return patience;
    }

    @Override
    public Ruling glance(Method method, Flow flow, boolean behind) {
      return behind
          ? new Ruling.Overloaded(List.of(new HeaderField("Retry-After", "10")))
          : Ruling.Plain.ADMIT;
    }
  }

  @BeforeEach
  void serve() {
    bench.layer.server(user);
    bench.layer.door(new Door());
    bench.advance(1_000);
    bench.host.behind(true);
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private static SipRequest page(int number) {
    return PeerRequests.over("UDP", "z9hG4bKw" + number, Method.MESSAGE)
        .set(HeaderName.CALL_ID, "page-" + number)
        .build();
  }

  private List<String> served() {
    return user.incoming.stream().map(each -> each.branch().substring(8)).toList();
  }

  @Test
  @Rfc({"SEC-03", "SEC-27"})
  void whileMoreArrivesThanIsReadFiftyASecondAreServedAndTheRestIsRefused() {
    for (int i = 0; i < 2_000; i++) {
      bench.peer.send(page(i));
      bench.advance(5);
    }
    assertThat(user.incoming.size()).isBetween(490, 510);
    assertThat(bench.peer.count("SIP/2.0 503")).isBetween(1_450, 1_510);
  }

  @Test
  @Rfc("SEC-03")
  void whoIsServedHasNotWaitedForTwiceThePatience() {
    int known = 0;
    for (int i = 0; i < 2_000; i++) {
      bench.peer.send(page(i));
      if (user.incoming.size() > known) {
        known = user.incoming.size();
        int last = Integer.parseInt(served().getLast());
        assertThat((i - last) * 5).isLessThanOrEqualTo(PATIENCE_MILLIS * 2);
      }
      bench.advance(5);
    }
    assertThat(known).isGreaterThan(400);
  }

  @Test
  @Rfc("SEC-03")
  void whoComesWhileOneHasWaitedTooLongIsRefusedAtOnce() {
    for (int i = 0; i < 50; i++) {
      bench.peer.send(page(i));
    }
    bench.advance(PATIENCE_MILLIS + 90);
    assertThat(bench.peer.count("SIP/2.0 503")).isZero();
    bench.advance(20);
    bench.peer.send(page(50));
    assertThat(bench.peer.count("SIP/2.0 503")).isEqualTo(1);
    assertThat(bench.peer.last().response().callId()).isEqualTo("page-50");
    bench.advance(PATIENCE_MILLIS);
    assertThat(bench.peer.count("SIP/2.0 503"))
        .as("the others, but those served")
        .isBetween(25, 35);
    assertThat(bench.peer.count("SIP/2.0 503") + user.incoming.size()).isEqualTo(51);
  }

  @Test
  void whenAllIsReadAllAreServedInTheirOrder() {
    var numbers = IntStream.range(0, 100).boxed().toList();
    numbers.forEach(number -> bench.peer.send(page(number)));
    assertThat(user.incoming).hasSizeLessThan(2);
    bench.host.behind(false);
    bench.advance(5);
    assertThat(served()).isEqualTo(numbers.stream().map(String::valueOf).toList());
    bench.peer.send(page(100));
    assertThat(user.incoming).as("nobody waits any more").hasSize(101);
  }

  @Test
  @Rfc("SEC-28")
  void aRepetitionOfOneThatWaitsIsThatOne() {
    bench.peer.send(page(0));
    for (int i = 0; i < 3; i++) {
      bench.peer.send(page(1));
    }
    bench.host.behind(false);
    bench.advance(5);
    assertThat(served()).containsExactly("0", "1");
    assertThat(bench.log.steps).isEmpty();
  }

  // page 49 waits when the room is full already
  @Test
  @Rfc("SEC-28")
  void aRepetitionOfOneThatWaitsIsNotRefused() {
    for (int i = 0; i < 50; i++) {
      bench.peer.send(page(i));
    }
    bench.advance(PATIENCE_MILLIS + 110);
    bench.peer.send(page(49));
    assertThat(bench.peer.count("SIP/2.0 503")).isZero();
    bench.peer.send(page(50));
    assertThat(bench.peer.count("SIP/2.0 503")).isEqualTo(1);
  }

  @Test
  void whoIsInADialogDoesNotWait() {
    bench.peer.send(page(0));
    bench.peer.send(page(1));
    bench.peer.send(
        PeerRequests.over("UDP", "z9hG4bKin", Method.INFO)
            .set(HeaderName.TO, page(0).to().withTag("dialog"))
            .build());
    assertThat(user.incoming.getLast().method()).isEqualTo(Method.INFO);
  }

  @Test
  @Rfc("SEC-28")
  void whatTakesMoreThanAGlanceWaitsToo() {
    bench.peer.send(page(0));
    for (int i = 1; i < 3; i++) {
      var folded = new String(page(i).toBytes(), US_ASCII).replace("Call-ID: ", "Call-ID:\r\n ");
      bench.peer.send(folded.getBytes(US_ASCII));
      bench.peer.send(folded.getBytes(US_ASCII));
    }
    assertThat(user.incoming).hasSizeLessThan(2);
    bench.advance(PATIENCE_MILLIS);
    for (int i = 3; i < 100; i++) {
      bench.peer.send(
          new String(page(i).toBytes(), US_ASCII)
              .replace("Call-ID: ", "Call-ID:\r\n ")
              .getBytes(US_ASCII));
      bench.advance(5);
    }
    assertThat(bench.peer.count("SIP/2.0 503")).isPositive();
    assertThat(served().subList(0, 4)).containsExactly("0", "1", "2", "3");
  }

  @Test
  @Rfc("TX-41")
  void aCancelMeetsTheInviteThatWaits() {
    bench.peer.send(page(0));
    var invite = PeerRequests.over("UDP", "z9hG4bKinvite", Method.INVITE).build();
    bench.peer.send(invite);
    bench.peer.send(
        invite.toBuilder()
            .method(Method.CANCEL)
            .set(HeaderName.CSEQ, new CSeq(invite.cSeq().number(), Method.CANCEL))
            .build());
    assertThat(user.told).containsExactly("cancelled");
    assertThat(bench.peer.count("SIP/2.0 200")).as("of the CANCEL").isEqualTo(1);
    assertThat(bench.peer.last().response().status()).isEqualTo(Status.REQUEST_TERMINATED);
    bench.host.behind(false);
    bench.advance(5);
    assertThat(user.incoming).hasSize(2);
  }

  @Test
  void aConnectionHoldsItsPeerBackByItself() {
    bench.peer.send(page(0));
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKtcp", Method.MESSAGE).build().toBytes());
    bench.advance(1);
    assertThat(served()).contains("cp");
  }

  @Test
  void withoutPatienceNobodyWaitsAndNobodyIsRefused() {
    patience = 0;
    for (int i = 0; i < 1_000; i++) {
      bench.peer.send(page(i));
    }
    assertThat(user.incoming).hasSize(1_000);
  }

  @Test
  void whoWaitsWhenAllIsClosedIsForgotten() {
    bench.peer.send(page(0));
    bench.peer.send(page(1));
    bench.act(bench.layer::close);
    bench.host.behind(false);
    bench.advance(5);
    assertThat(served()).doesNotContain("1");
  }
}

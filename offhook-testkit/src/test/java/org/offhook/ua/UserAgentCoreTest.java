package org.offhook.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogUsage;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Via;
import org.offhook.testing.Rfc;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;

/** Who gets what arrives. */
class UserAgentCoreTest {

  private final UaBench ua = new UaBench();
  private final List<InboundRequest> invites = new ArrayList<>();
  private @Nullable Dialog dialog;
  private final Usage usage = new Usage();

  @AfterEach
  void close() {
    ua.close();
  }

  /** Takes INFO and BYE and answers 200. */
  private static final class Usage implements DialogUsage {
    private final List<String> got = new ArrayList<>();

    @Override
    public boolean takes(SipRequest request) {
      return Method.INFO.equals(request.method()) || Method.BYE.equals(request.method());
    }

    @Override
    public void request(ServerTransaction transaction) {
      got.add(transaction.method() + " " + transaction.request().cSeq().number());
      transaction.respond(transaction.response(Status.OK).build());
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
      got.add("ACK " + ack.cSeq().number());
    }

    @Override
    public void dialogGone(String reason) {
      got.add("gone " + reason);
    }
  }

  // bob --INVITE--> alice, who answers 200 and so has a dialog with one usage
  private void establish() {
    ua.bench.act(() -> ua.core.onRequest(Method.INVITE, invites::add));
    ua.receive(
        "INVITE sip:alice@10.0.0.1",
        "From: <sip:bob@example.com>;tag=b1",
        "To: <sip:alice@example.com>",
        "Call-ID: call",
        "CSeq: 10 INVITE",
        "Record-Route: <sip:p2;lr;odd=\"A b\">, <sip:p1;lr>",
        "Contact: <sip:bob@10.0.0.2>");
    ua.bench.act(
        () -> {
          var invite = invites.getFirst();
          var made = Dialog.uas(invite.request(), invite.localTag(), invite.contact());
          made.add(usage);
          ua.core.dialogs().add(made);
          invite.respond(Status.OK);
          made.confirmed();
          dialog = made;
        });
  }

  private String tag() {
    return dialog == null ? "" : dialog.id().localTag();
  }

  private void inDialog(String method, int number) {
    withTag(method, number, tag());
  }

  private void withTag(String method, int number, String toTag) {
    ua.receive(
        method + " sip:alice@10.0.0.1",
        "From: <sip:bob@elsewhere.com>;tag=b1",
        "To: <sip:alice@example.com>;tag=" + toTag,
        "Call-ID: call",
        "CSeq: " + number + " " + method);
  }

  private int status() {
    return ua.response().status().code();
  }

  @Test
  @Rfc({"DLG-06", "DLG-38"})
  void theAnswerThatMakesADialogCopiesRecordRouteAndHasOneContact() {
    establish();

    assertThat(ua.response().headers().texts("Record-Route"))
        .containsExactly("<sip:p2;lr;odd=\"A b\">, <sip:p1;lr>");
    assertThat(ua.response().headers().texts("Contact"))
        .containsExactly("<sip:alice@10.0.0.1:5060>");
  }

  @Test
  @Rfc("DLG-38")
  void theContactIsSipsWhereTheTargetOrTheTopRecordRouteIs() {
    ua.bench.act(() -> ua.core.onRequest(Method.INVITE, invites::add));
    ua.receive("INVITE sips:alice@10.0.0.1", "Contact: <sip:bob@10.0.0.2>");
    ua.receive(
        "INVITE sip:alice@10.0.0.1", "Record-Route: <sips:p;lr>", "Contact: <sip:bob@10.0.0.2>");
    ua.receive("INVITE sip:alice@10.0.0.1", "Contact: <sips:bob@10.0.0.2>");
    ua.receive(
        "INVITE sip:alice@10.0.0.1", "Record-Route: <sip:p;lr>", "Contact: <sips:bob@10.0.0.2>");

    assertThat(invites)
        .extracting(invite -> invite.contact().uri().scheme())
        .containsExactly("sips", "sips", "sips", "sip");
  }

  @Test
  @Rfc("DLG-14")
  void aRequestInTheDialogGoesToItsUsageWhateverItsFromUriSays() {
    establish();
    inDialog("INFO", 11);

    assertThat(usage.got).containsExactly("INFO 11");
    assertThat(status()).isEqualTo(200);
  }

  @Test
  @Rfc("DLG-16")
  void aRequestOutOfOrderGets500AndReachesNobody() {
    establish();
    inDialog("INFO", 30);
    inDialog("INFO", 29);

    assertThat(status()).isEqualTo(500);
    assertThat(usage.got).containsExactly("INFO 30");
    inDialog("INFO", 31);
    assertThat(usage.got).containsExactly("INFO 30", "INFO 31");
  }

  @Test
  @Rfc("SEC-28")
  void aReplayedRequestInADialogHasNoSecondEffectHoweverLate() {
    establish();
    inDialog("INFO", 30);
    ua.bench.advance(100_000);
    inDialog("INFO", 30);

    assertThat(usage.got).containsExactly("INFO 30");
  }

  @Test
  @Rfc("SEC-16")
  void anotherSourceAddressIsAcceptedUnlessDialogsArePinned() {
    establish();
    withTag("INFO", 11, tag());
    var info =
        ua.receive(
            "INFO sip:alice@10.0.0.1",
            "From: <sip:bob@example.com>;tag=b1",
            "To: <sip:alice@example.com>;tag=" + tag(),
            "Call-ID: call",
            "CSeq: 12 INFO");
    assertThat(usage.got).containsExactly("INFO 11", "INFO 12");

    var other = ua.peerAt("10.0.0.8");
    var moved = info.toBuilder().set(HeaderName.CSEQ, new CSeq(13, Method.INFO));
    other.send(
        moved.set(HeaderName.VIA, Via.parse("SIP/2.0/UDP 10.0.0.8;branch=z9hG4bKm1")).build());
    assertThat(usage.got).hasSize(3);

    ua.settings(s -> s.pinsDialogs(true));
    ua.bench.act(
        () -> {
          if (dialog != null) {
            dialog.flow(invites.getFirst().flow());
          }
        });
    moved.set(HeaderName.CSEQ, new CSeq(14, Method.INFO));
    other.send(
        moved.set(HeaderName.VIA, Via.parse("SIP/2.0/UDP 10.0.0.8;branch=z9hG4bKm2")).build());
    assertThat(other.last().response().status()).isEqualTo(Status.FORBIDDEN);
    assertThat(usage.got).hasSize(3);
  }

  @Test
  @Rfc("SEC-17")
  void cancelsThatDoNotMatchExactlyHaveNoEffect() {
    ua.bench.act(() -> ua.core.onRequest(Method.INVITE, invites::add));
    var invite = ua.receive("INVITE sip:alice@10.0.0.1", "Contact: <sip:bob@10.0.0.2>");
    var cancel =
        invite.toBuilder().method(Method.CANCEL).set(HeaderName.CSEQ, new CSeq(5, Method.CANCEL));
    ua.peer.send(
        cancel.set(HeaderName.VIA, invite.topVia().with("branch", "z9hG4bKguess")).build());
    assertThat(status()).isEqualTo(481);
    ua.peer.send(
        cancel
            .set(HeaderName.VIA, Via.parse("SIP/2.0/UDP 10.0.0.2:5061;branch=" + branch(invite)))
            .build());
    assertThat(invites.getFirst().transaction().isAnswered()).isFalse();
    ua.peer.send(cancel.set(HeaderName.VIA, invite.topVia()).build());
    assertThat(invites.getFirst().transaction().isAnswered()).isTrue();
    assertThat(status()).isEqualTo(487);
  }

  private static String branch(SipRequest request) {
    return request.topVia().branch().orElse("");
  }

  @Test
  @Rfc("DLG-41")
  void theDialogThatTargetDialogNamesIsFound() {
    establish();
    var got = new ArrayList<InboundRequest>();
    ua.bench.act(() -> ua.core.onRequest(Method.MESSAGE, got::add));
    ua.receive(
        "MESSAGE sip:alice@10.0.0.1", "Target-Dialog: call;local-tag=" + tag() + ";remote-tag=b1");
    ua.receive("MESSAGE sip:alice@10.0.0.1", "Target-Dialog: call;local-tag=no;remote-tag=b1");
    assertThat(got.getFirst().targetDialog()).containsSame(dialog);
    assertThat(got.getLast().targetDialog()).isEmpty();
  }

  @Test
  @Rfc("DLG-18")
  void tagsWithoutADialogGet481AndAnAckIsDropped() {
    establish();
    withTag("BYE", 11, "wrong");
    assertThat(status()).isEqualTo(481);
    withTag("OPTIONS", 11, "wrong");
    assertThat(status()).isEqualTo(481);
    int before = ua.peer.got.size();
    withTag("ACK", 10, "wrong");
    assertThat(ua.peer.got).hasSize(before);
    inDialog("ACK", 10);
    assertThat(ua.peer.got).hasSize(before);
    assertThat(usage.got).containsExactly("ACK 10");
  }

  @Test
  @Rfc("DLG-37")
  void afterTheLastUsageItsTagsGet481() {
    establish();
    ua.bench.act(
        () -> {
          if (dialog != null) {
            dialog.remove(usage);
          }
        });
    inDialog("INFO", 11);

    assertThat(status()).isEqualTo(481);
    assertThat(usage.got).isEmpty();
  }

  @Test
  @Rfc("SEC-07")
  void theMethodIsCheckedInsideDialogsToo() {
    establish();
    inDialog("PUBLISH", 11);
    assertThat(status()).isEqualTo(405);
    assertThat(ua.response().headers().text("Allow")).isPresent();
    inDialog("INFO", 11);
    assertThat(usage.got).containsExactly("INFO 11");
  }

  @Test
  void aRequestThatNoUsageTakesGoesToTheHandlerOfItsMethodOrGets481() {
    establish();
    inDialog("MESSAGE", 11);
    assertThat(status()).isEqualTo(481);
    var got = new ArrayList<InboundRequest>();
    ua.bench.act(() -> ua.core.onRequest(Method.MESSAGE, got::add));
    inDialog("MESSAGE", 12);
    assertThat(got).hasSize(1);
    assertThat(got.getFirst().dialog()).containsSame(dialog);
  }

  @Test
  void aRequestThatOnlyMakesSenseInADialogGets481Outside() {
    ua.receive("BYE sip:alice@10.0.0.1");
    assertThat(status()).isEqualTo(481);
  }

  @Test
  @Rfc("SEC-26")
  void aHandlerThatThrowsCosts500AndNothingElse() {
    ua.bench.act(
        () ->
            ua.core.onRequest(
                Method.MESSAGE,
                request -> {
                  throw new IllegalStateException("handler broke");
                }));
    ua.receive("MESSAGE sip:alice@10.0.0.1");
    assertThat(status()).isEqualTo(500);
    ua.bench.act(() -> ua.core.onRequest(Method.MESSAGE, r -> r.respond(Status.OK)));
    ua.receive("MESSAGE sip:alice@10.0.0.1");
    assertThat(status()).isEqualTo(200);
  }

  @Test
  @Rfc("TX-51")
  void everyAnswerButThe100HasTheSameToTag() {
    ua.bench.act(() -> ua.core.onRequest(Method.INVITE, invites::add));
    ua.receive("INVITE sip:alice@10.0.0.1", "Contact: <sip:bob@10.0.0.2>");
    ua.bench.act(
        () -> {
          invites.getFirst().respond(Status.TRYING);
          invites.getFirst().respond(Status.RINGING);
          invites.getFirst().respond(Status.BUSY_HERE);
        });

    var tags = ua.peer.got.stream().map(got -> got.response().to().tag().orElse("none")).toList();
    assertThat(tags)
        .containsExactly("none", invites.getFirst().localTag(), invites.getFirst().localTag());
  }

  @Test
  @Rfc("SEC-27")
  void overloadIs503WithRetryAfter() {
    ua.bench.act(
        () ->
            ua.core.onRequest(
                Method.MESSAGE, r -> r.respond(ua.core.overloaded(r.transaction(), 7).build())));
    ua.receive("MESSAGE sip:alice@10.0.0.1");
    assertThat(status()).isEqualTo(503);
    assertThat(ua.response().headers().text("Retry-After")).hasValue("7");
  }

  @Test
  @Rfc("DLG-02")
  void newTagsHave64RandomBits() {
    var tags = new java.util.HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      tags.add(ua.core.newTag());
    }
    assertThat(tags).hasSize(1000);
    assertThat(tags.stream().mapToInt(String::length).average().orElse(0)).isGreaterThan(15);
  }
}

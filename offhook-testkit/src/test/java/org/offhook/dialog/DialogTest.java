package org.offhook.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.testing.Rfc;
import org.offhook.transaction.ServerTransaction;

class DialogTest {

  private static final String INVITE =
      """
      INVITE sip:bob@example.com SIP/2.0
      Route: <sip:preloaded.example.com;lr>
      Record-Route: <sip:r2.example.com;lr>, <sip:r1.example.com;lr;x=y>
      From: "Alice" <sip:alice@example.com>;tag=a1
      To: <sip:bob@example.com>
      Call-ID: Call-1
      CSeq: 40 INVITE
      Contact: <sip:alice@10.0.0.1:5062>
      Authorization: Digest username="alice", realm="r", nonce="n", uri="sip:x", response="00"
      Proxy-Authorization: Digest username="alice", realm="p", nonce="n", uri="sip:x", response="00\
      """
          + "\"";

  private static SipRequest invite() {
    return Texts.request(INVITE);
  }

  private static SipResponse answer(String status, String rows) {
    return Texts.response(
        "SIP/2.0 "
            + status
            + """

            From: "Alice" <sip:alice@example.com>;tag=a1
            To: <sip:bob@example.com>;tag=b1
            Call-ID: Call-1
            CSeq: 40 INVITE
            """
            + rows);
  }

  private static Contact contact(String uri) {
    return Contact.parse("<" + uri + ">");
  }

  private static SipRequest inDialog(String method, int number) {
    return Texts.request(
        method
            + " sip:alice@10.0.0.1 SIP/2.0\n"
            + "From: <sip:bob@example.com>;tag=b1\nTo: <sip:alice@example.com>;tag=a1\n"
            + "Call-ID: Call-1\nCSeq: "
            + number
            + " "
            + method);
  }

  @Test
  @Rfc({"DLG-01", "DLG-04"})
  void theCallersDialogTakesTargetAndReversedRouteFromTheResponse() {
    var dialog =
        Dialog.uac(
            invite(),
            answer(
                "180 Ringing",
                """
                Contact: <sip:bob@10.0.0.2>
                Record-Route: <sip:r2.example.com;lr>
                Record-Route: <sip:r1.example.com;lr>\
                """));

    assertThat(dialog.id()).isEqualTo(new DialogId("Call-1", "a1", "b1"));
    assertThat(dialog.state()).isEqualTo(Dialog.State.EARLY);
    assertThat(dialog.remoteTarget()).hasToString("sip:bob@10.0.0.2");
    assertThat(dialog.routeSet().routes())
        .hasToString("[<sip:r1.example.com;lr>, <sip:r2.example.com;lr>]");
    assertThat(dialog.localSeq()).isEqualTo(40);
    assertThat(dialog.remoteSeq()).isEmpty();
  }

  @Test
  @Rfc({"DLG-01", "DLG-03"})
  void theCalleesDialogTakesTargetAndRouteInOrderFromTheRequest() {
    var dialog = Dialog.uas(invite(), "b1", contact("sip:bob@10.0.0.2"));

    assertThat(dialog.id()).isEqualTo(new DialogId("Call-1", "b1", "a1"));
    assertThat(dialog.state()).isEqualTo(Dialog.State.EARLY);
    assertThat(dialog.remoteTarget()).hasToString("sip:alice@10.0.0.1:5062");
    assertThat(dialog.routeSet().routes())
        .hasToString("[<sip:r2.example.com;lr>, <sip:r1.example.com;lr;x=y>]");
    assertThat(dialog.remoteSeq()).hasValue(40);
    assertThat(dialog.localSeq()).isZero();
    dialog.confirmed();
    assertThat(dialog.state()).isEqualTo(Dialog.State.CONFIRMED);
  }

  @Test
  @Rfc("DLG-07")
  void aResponseWithoutRecordRouteOverridesThePreloadedRoute() {
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));

    var bye = dialog.request(Method.BYE).build();

    assertThat(bye.headers().contains(HeaderName.ROUTE)).isFalse();
    assertThat(dialog.nextHop()).hasToString("sip:bob@10.0.0.2");
  }

  @Test
  @Rfc("DLG-08")
  void the2xxRecomputesTheRouteSetOnceAndThenItIsFrozen() {
    var dialog =
        Dialog.uac(
            invite(),
            answer("180 Ringing", "Contact: <sip:bob@10.0.0.2>\nRecord-Route: <sip:old;lr>"));

    dialog.confirm(answer("200 OK", "Contact: <sip:bob@10.0.0.9>\nRecord-Route: <sip:new;lr>"));
    dialog.confirm(answer("200 OK", "Contact: <sip:bob@10.0.0.7>\nRecord-Route: <sip:third;lr>"));

    assertThat(dialog.state()).isEqualTo(Dialog.State.CONFIRMED);
    assertThat(dialog.routeSet().routes()).hasToString("[<sip:new;lr>]");
    assertThat(dialog.remoteTarget()).hasToString("sip:bob@10.0.0.9");
  }

  @Test
  @Rfc("DLG-09")
  void onlyTargetRefreshRequestsChangeTheRemoteTarget() {
    for (var method : List.of(Method.INVITE, Method.UPDATE, Method.SUBSCRIBE, Method.NOTIFY)) {
      var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));
      dialog.refreshTarget(method, contact("sip:bob@10.9.9.9"));
      assertThat(dialog.remoteTarget()).as("%s", method).hasToString("sip:bob@10.9.9.9");
      dialog.refreshTarget(method, null);
      assertThat(dialog.remoteTarget()).hasToString("sip:bob@10.9.9.9");
    }
    for (var method :
        List.of(Method.BYE, Method.INFO, Method.OPTIONS, Method.PRACK, Method.MESSAGE)) {
      var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));
      dialog.refreshTarget(method, contact("sip:bob@10.9.9.9"));
      assertThat(dialog.remoteTarget()).as("%s", method).hasToString("sip:bob@10.0.0.2");
    }
  }

  @Test
  @Rfc({"DLG-14", "DLG-15"})
  void requestsCarryTheStoredPartiesAndGrowingNumbers() {
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));

    var info = dialog.request(Method.INFO).build();
    var retried = dialog.retry(info);
    var ack = dialog.ack(invite()).build();

    assertThat(info.from()).hasToString("\"Alice\" <sip:alice@example.com>;tag=a1");
    assertThat(info.to()).hasToString("<sip:bob@example.com>;tag=b1");
    assertThat(info.callId()).isEqualTo("Call-1");
    assertThat(info.maxForwards()).hasValue(70);
    assertThat(info.cSeq().number()).isEqualTo(41);
    assertThat(retried.cSeq()).hasToString("42 INFO");
    assertThat(ack.cSeq()).hasToString("40 ACK");
    assertThat(dialog.request(Method.BYE).build().cSeq().number()).isEqualTo(43);
  }

  @Test
  @Rfc("AUTH-17")
  void theAckRepeatsTheCredentialsOfItsInviteUnchanged() {
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));

    var ack = dialog.ack(invite()).build();

    for (var name : List.of("Authorization", "Proxy-Authorization")) {
      assertThat(ack.headers().texts(name)).hasSize(1).isEqualTo(invite().headers().texts(name));
    }
  }

  @Test
  void contactGoesIntoTargetRefreshRequestsOnly() {
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));

    assertThat(dialog.request(Method.INVITE).build().headers().text("Contact"))
        .hasValue("<sip:alice@10.0.0.1:5062>");
    assertThat(dialog.request(Method.BYE).build().headers().contains(HeaderName.CONTACT)).isFalse();
  }

  @Test
  @Rfc("DLG-16")
  void aLowerNumberIsOutOfOrderAndChangesNothing() {
    var dialog = Dialog.uas(invite(), "b1", contact("sip:bob@10.0.0.2"));

    assertThat(dialog.acceptsSeq(inDialog("INFO", 39))).isFalse();
    assertThat(dialog.remoteSeq()).hasValue(40);
    assertThat(dialog.acceptsSeq(inDialog("ACK", 3))).isTrue();
    assertThat(dialog.remoteSeq()).hasValue(40);
    assertThat(dialog.acceptsSeq(inDialog("INFO", 4000))).isTrue();
    assertThat(dialog.remoteSeq()).hasValue(4000);
    assertThat(dialog.acceptsSeq(inDialog("INFO", 4000))).isFalse();
  }

  @Test
  @Rfc("DLG-17")
  void theFirstRequestOfTheCalleeMayHaveAnyNumber() {
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));

    assertThat(dialog.acceptsSeq(inDialog("INFO", 1))).isTrue();
    assertThat(dialog.remoteSeq()).hasValue(1);
  }

  @Test
  @Rfc("DLG-24")
  void onlyTheCallerMayEndAnEarlyDialogWithBye() {
    assertThat(Dialog.uac(invite(), answer("180 Ringing", "")).allowsBye()).isTrue();
    var callee = Dialog.uas(invite(), "b1", contact("sip:bob@10.0.0.2"));
    assertThat(callee.allowsBye()).isFalse();
    callee.confirmed();
    assertThat(callee.allowsBye()).isTrue();
  }

  @Test
  void a2xxThatCannotMakeADialogSaysWhy() {
    assertThat(Dialog.fault(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"))).isEmpty();
    assertThat(Dialog.fault(invite(), answer("200 OK", ""))).get().asString().contains("Contact");
    assertThat(Dialog.fault(invite(), answer("200 OK", "Contact: <mailto:bob@x>")))
        .get()
        .asString()
        .contains("Contact");
    var foreign =
        answer("200 OK", "Contact: <sip:bob@10.0.0.2>").toBuilder()
            .set(HeaderName.FROM, invite().from().withTag("other"))
            .build();
    assertThat(Dialog.fault(invite(), foreign)).get().asString().contains("From tag");
  }

  @Test
  @Rfc({"DLG-36", "DLG-37"})
  void theDialogLivesUntilItsLastUsageEnds() {
    var table = new DialogTable();
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));
    var session = new Usage("INFO");
    var subscription = new Usage("NOTIFY");
    table.add(dialog);
    dialog.add(session);
    dialog.add(subscription);

    dialog.remove(session);

    assertThat(table.find(inDialog("NOTIFY", 2))).isSameAs(dialog);
    assertThat(dialog.usageFor(inDialog("NOTIFY", 2))).isSameAs(subscription);
    assertThat(dialog.usageFor(inDialog("INFO", 2))).isNull();

    dialog.remove(subscription);

    assertThat(dialog.state()).isEqualTo(Dialog.State.TERMINATED);
    assertThat(table.find(inDialog("NOTIFY", 2))).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void terminatingTellsEveryUsageOnce() {
    var table = new DialogTable();
    var dialog = Dialog.uac(invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>"));
    var one = new Usage("INFO");
    var two = new Usage("NOTIFY");
    table.add(dialog);
    dialog.add(one);
    dialog.add(two);

    dialog.terminate("404");
    dialog.terminate("again");

    assertThat(one.gone).containsExactly("404");
    assertThat(two.gone).containsExactly("404");
    assertThat(table.size()).isZero();
  }

  @Test
  @Rfc("DLG-42")
  void theWholeStateCanBeRead() {
    var dialog =
        Dialog.uac(
            invite(), answer("200 OK", "Contact: <sip:bob@10.0.0.2>\nRecord-Route: <sip:r;lr>"));
    dialog.acceptsSeq(inDialog("INFO", 5));
    dialog.add(new Usage("INFO"));

    var snapshot = dialog.snapshot();

    assertThat(snapshot.parties().id()).isEqualTo(dialog.id());
    assertThat(snapshot.state()).isEqualTo(Dialog.State.CONFIRMED);
    assertThat(snapshot.sequence().local()).isEqualTo(40);
    assertThat(snapshot.sequence().remote()).hasValue(5);
    assertThat(snapshot.routing().remoteTarget()).hasToString("sip:bob@10.0.0.2");
    assertThat(snapshot.routing().routes()).hasToString("[<sip:r;lr>]");
    assertThat(snapshot.usages()).containsExactly("usage of INFO");
  }

  /** Takes one method. */
  private static final class Usage implements DialogUsage {

    private final String method;
    private final List<String> gone = new ArrayList<>();

    Usage(String method) {
      this.method = method;
    }

    @Override
    public boolean takes(SipRequest request) {
      return request.method().name().equals(method);
    }

    @Override
    public void request(ServerTransaction transaction) {}

    @Override
    public void dialogGone(String reason) {
      gone.add(reason);
    }

    @Override
    public String toString() {
      return "usage of " + method;
    }
  }
}

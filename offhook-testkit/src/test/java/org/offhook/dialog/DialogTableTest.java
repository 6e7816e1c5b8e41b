package org.offhook.dialog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.offhook.message.Contact;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.testing.Rfc;

class DialogTableTest {

  private static SipRequest request(String start, String fromTag, String toTag, String callId) {
    return Texts.request(
        start
            + "\nFrom: <sip:a@example.com>;tag="
            + fromTag
            + "\nTo: <sip:b@example.com>"
            + (toTag.isEmpty() ? "" : ";tag=" + toTag)
            + "\nCall-ID: "
            + callId
            + "\nCSeq: 1 "
            + start.substring(0, start.indexOf(' '))
            + "\nContact: <sip:a@10.0.0.1>");
  }

  private static SipRequest invite() {
    return request("INVITE sip:b@example.com SIP/2.0", "x", "", "c1");
  }

  private static SipRequest bye(String fromTag, String toTag, String callId) {
    return request("BYE sip:b@example.com SIP/2.0", fromTag, toTag, callId);
  }

  private static SipResponse ok(String toTag) {
    return Texts.response(
        "SIP/2.0 200 OK\nFrom: <sip:a@example.com>;tag=x\nTo: <sip:b@example.com>;tag="
            + toTag
            + "\nCall-ID: c1\nCSeq: 1 INVITE\nContact: <sip:b@10.0.0.2>");
  }

  @Test
  @Rfc("DLG-02")
  void aCallToOneselfGivesTwoDialogsThatAreToldApart() {
    var table = new DialogTable();
    var caller = Dialog.uac(invite(), ok("y"));
    var callee = Dialog.uas(invite(), "y", Contact.parse("<sip:b@10.0.0.2>"));
    table.add(caller);
    table.add(callee);

    assertThat(table.find(bye("x", "y", "c1"))).isSameAs(callee);
    assertThat(table.find(bye("y", "x", "c1"))).isSameAs(caller);
    assertThat(table.find(ok("y"))).isSameAs(caller);
    assertThat(table.find(callee.id())).isSameAs(callee);
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  @Rfc("DLG-19")
  void forksOfOneCallAreSeparateDialogs() {
    var table = new DialogTable();
    var one = Dialog.uac(invite(), ok("f1"));
    var two = Dialog.uac(invite(), ok("f2"));
    var three = Dialog.uac(invite(), ok("f3"));
    table.add(one);
    table.add(two);
    table.add(three);

    table.remove(two);

    assertThat(table.find(bye("f1", "x", "c1"))).isSameAs(one);
    assertThat(table.find(bye("f2", "x", "c1"))).isNull();
    assertThat(table.find(bye("f3", "x", "c1"))).isSameAs(three);
    table.remove(three);
    table.remove(three);
    assertThat(table.find(bye("f1", "x", "c1"))).isSameAs(one);
    assertThat(table.all()).containsExactly(one);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  @Rfc({"DLG-01", "DLG-18"})
  void callIdAndTagsMatchByteForByteAndNoToTagMatchesNothing() {
    var table = new DialogTable();
    table.add(Dialog.uac(invite(), ok("y")));

    assertThat(table.find(bye("y", "x", "C1"))).isNull();
    assertThat(table.find(bye("Y", "x", "c1"))).isNull();
    assertThat(table.find(bye("y", "X", "c1"))).isNull();
    assertThat(table.find(bye("y", "", "c1"))).isNull();
    assertThat(table.find(bye("y", "x", "c1"))).isNotNull();
  }

  @Test
  void theSameDialogIsNotPutInTwice() {
    var table = new DialogTable();
    table.add(Dialog.uac(invite(), ok("y")));

    assertThatThrownBy(() -> table.add(Dialog.uac(invite(), ok("y"))))
        .isInstanceOf(IllegalStateException.class);
  }
}

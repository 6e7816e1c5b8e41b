package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

class MessageBuilderTest {
  private static final SipUri BOB = SipUri.of("bob", "example.com", -1);
  private static final Via VIA = Via.parse("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKnew;rport");
  private static final String INVITE =
      """
      INVITE sip:bob@example.com SIP/2.0
      v : SIP/2.0/UDP 10.0.0.7:5070;branch=z9hG4bK1;rport, SIP/2.0/TCP h.example.com;branch=z9hG4bK2
      X-Odd:  Kept As  Is
      Record-Route: <sip:p1.example.com;lr>
      Via: SIP/2.0/UDP last.example.com;branch=z9hG4bK3
      from: "A \\"quoted\\" name" <sip:alice@example.com>;tag=1
      T: <sip:bob@example.com>
      Call-ID: c1@10.0.0.7
      CSeq: 7 INVITE
      Timestamp: 54.5
      Max-Forwards: 69
      Subject: first
       second
      l: 4

      body\
      """;

  private static SipMessage parse(String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return ((ParseResult.Parsed) MessageParser.parse(bytes)).message();
  }

  private static SipRequest invite() {
    return (SipRequest) parse(INVITE);
  }

  private static String text(SipMessage message) {
    return new String(message.toBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  private static List<String> names(SipMessage message) {
    List<String> names = new ArrayList<>();
    message.headers().forEach(field -> names.add(field.name()));
    return names;
  }

  private static SipRequest reparsed(SipMessage message) {
    return (SipRequest) ((ParseResult.Parsed) MessageParser.parse(message.toBytes())).message();
  }

  @Test
  @Rfc("MSG-16")
  void anUnmodifiedMessageKeepsItsBytes() {
    assertThat(text(invite())).isEqualTo(INVITE);
  }

  @Test
  @Rfc({"MSG-13", "MSG-08"})
  void aCopyKeepsOrderCaseAndUnknownRowsAndUnfolds() {
    String expected =
        INVITE
            .replace("v : ", "v: ")
            .replace("X-Odd:  Kept", "X-Odd: Kept")
            .replace("first\n second", "first second")
            .replace("l: 4", "Content-Length: 4");
    assertThat(text(invite().toBuilder().build())).isEqualTo(expected);
  }

  @Test
  @Rfc({"MSG-15", "MSG-21", "SEC-13"})
  void routingRowsGoToTheTopAndLengthAndHopsComeByThemselves() {
    SipRequest request =
        SipRequest.builder(Method.MESSAGE, BOB)
            .set(HeaderName.SUBJECT, "x")
            .set(HeaderName.CSEQ, new CSeq(1, Method.MESSAGE))
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:a.example.com;lr>"))
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:b.example.com;lr>"))
            .addFirst(HeaderName.VIA, VIA)
            .build();
    assertThat(names(request))
        .containsExactly(
            "Via", "Route", "Route", "Max-Forwards", "Subject", "CSeq", "Content-Length");
    assertThat(request.maxForwards()).hasValue(70);
    assertThat(request.headers().all(HeaderName.ROUTE))
        .extracting(r -> ((SipUri) r.uri()).host())
        .containsExactly("a.example.com", "b.example.com");
    assertThat(text(request)).endsWith("Content-Length: 0\n\n");
  }

  @Test
  @Rfc("MSG-14")
  void setReplacesInPlaceAndRemoveTakesAllRows() {
    SipRequest changed =
        invite().toBuilder()
            .set(HeaderName.FROM, NameAddr.of(BOB).withTag("9"))
            .remove(HeaderName.VIA)
            .build();
    assertThat(names(changed))
        .containsExactly(
            "X-Odd",
            "Record-Route",
            "From",
            "T",
            "Call-ID",
            "CSeq",
            "Timestamp",
            "Max-Forwards",
            "Subject",
            "Content-Length");
    assertThat(changed.from().tag()).contains("9");
    assertThatIllegalStateException().isThrownBy(changed::topVia);
  }

  @Test
  void aViaOnTopLeavesTheRestAsItWas() {
    SipRequest request = invite().withTopVia(VIA);
    assertThat(text(request)).isEqualTo(INVITE.replaceFirst("\n", "\nVia: " + VIA + "\n"));
    assertThat(request.topVia()).isEqualTo(VIA);
    assertThat(request.headers().all(HeaderName.VIA)).hasSize(4);
    assertThat(request.cSeq().number()).isEqualTo(7);
    assertThat(request.headers().text("Subject")).contains("first second");
    assertThat(reparsed(request).headers().all(HeaderName.VIA))
        .isEqualTo(request.headers().all(HeaderName.VIA));
  }

  @Test
  void aReplacedTopViaLeavesTheOthersInItsRow() {
    Via received = invite().topVia().with("received", "192.0.2.9").with("rport", "6000");
    SipRequest request = invite().withReplacedTopVia(received);
    assertThat(text(request))
        .isEqualTo(INVITE.replace("bK1;rport,", "bK1;rport=6000;received=192.0.2.9,"));
    assertThat(request.topVia().rport()).hasValue(6000);
    assertThat(request.headers().all(HeaderName.VIA))
        .isEqualTo(reparsed(request).headers().all(HeaderName.VIA))
        .hasSize(3);
    assertThat(request.callId()).isEqualTo("c1@10.0.0.7");
    assertThat(request.body()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFoldedTopViaIsReplacedToo() {
    String folded = INVITE.replace("bK1;rport, SIP", "bK1;rport,\n SIP");
    SipRequest request = (SipRequest) parse(folded);
    assertThat(request.withReplacedTopVia(VIA).headers().all(HeaderName.VIA))
        .hasSize(3)
        .startsWith(VIA);
  }

  @Test
  @Rfc("TX-51")
  void aResponseCopiesItsRowsByteForByte() {
    SipResponse trying = SipResponse.to(invite(), Status.TRYING).build();
    assertThat(text(trying))
        .isEqualTo(
            """
            SIP/2.0 100 Trying
            v: SIP/2.0/UDP 10.0.0.7:5070;branch=z9hG4bK1;rport, SIP/2.0/TCP h.example.com;branch=z9hG4bK2
            Via: SIP/2.0/UDP last.example.com;branch=z9hG4bK3
            from: "A \\"quoted\\" name" <sip:alice@example.com>;tag=1
            T: <sip:bob@example.com>
            Call-ID: c1@10.0.0.7
            CSeq: 7 INVITE
            Timestamp: 54.5
            Content-Length: 0

            """);
    SipResponse ringing =
        SipResponse.to(invite(), Status.RINGING)
            .set(HeaderName.TO, invite().to().withTag("x"))
            .build();
    assertThat(names(ringing)).doesNotContain("Timestamp", "Record-Route");
    assertThat(ringing.to().tag()).contains("x");
  }

  @Test
  @Rfc("MSG-12")
  void compactNamesAreWrittenOnDemandOnly() {
    SipRequest request = invite().toBuilder().compactNames(true).build();
    assertThat(names(request)).contains("v", "f", "t", "i", "s", "l").doesNotContain("Via", "From");
    assertThat(reparsed(request).from()).isEqualTo(invite().from());
  }

  @Test
  void aBodyBringsItsTypeAndLength() {
    SipRequest request =
        invite().toBuilder()
            .body(MediaType.APPLICATION_SDP, "v=0\r\n".getBytes(StandardCharsets.UTF_8))
            .build();
    assertThat(request.contentType()).contains(MediaType.APPLICATION_SDP);
    assertThat(request.headers().get(HeaderName.CONTENT_LENGTH)).contains(5);
    SipRequest bare = request.toBuilder().noBody().build();
    assertThat(bare.hasBody()).isFalse();
    assertThat(bare.contentType()).isEmpty();
    assertThat(bare.headers().get(HeaderName.CONTENT_LENGTH)).contains(0);
  }

  @Test
  @Rfc("SEC-22")
  void nothingCanEndALine() {
    SipRequest.Builder builder = SipRequest.builder(Method.INVITE, BOB);
    for (String bad : List.of("a\r\nb", "a\nb", "a\rb", "a\0b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.raw("X", bad));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.raw(bad, "x"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.set(HeaderName.SUBJECT, bad))
          .withMessageContaining("contains");
      assertThatIllegalArgumentException().isThrownBy(() -> builder.set(HeaderName.of("X"), bad));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.set(HeaderName.CALL_ID, bad));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.add(HeaderName.REQUIRE, bad));
    }
    assertThat(builder.build().headers().contains(HeaderName.SUBJECT)).isFalse();
  }

  @Test
  @Rfc("MSG-24")
  void aSequenceNumberThatIsSentStaysBelowTwoToThe31() {
    SipRequest.Builder builder = SipRequest.builder(Method.BYE, BOB);
    builder.set(HeaderName.CSEQ, new CSeq(Integer.MAX_VALUE, Method.BYE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.set(HeaderName.CSEQ, new CSeq(1L << 31, Method.BYE)));
  }

  @Test
  void tokenListsShareARowAndAddressesDoNot() {
    SipResponse response =
        SipResponse.builder(Status.OK)
            .setAll(HeaderName.ALLOW, List.of(Method.INVITE, Method.ACK))
            .setAll(HeaderName.CONTACT, List.of(Contact.of(BOB), Contact.of(SipUri.of("h"))))
            .set(HeaderName.TIMESTAMP, new Timestamp(new BigDecimal("5.2"), new BigDecimal("0.1")))
            .build();
    assertThat(response.headers().texts("Allow")).containsExactly("INVITE, ACK");
    assertThat(response.headers().texts("m")).containsExactly("<sip:bob@example.com>", "<sip:h>");
    assertThat(response.headers().text("Timestamp")).contains("5.2 0.1");
    assertThat(response.headers().all(HeaderName.ALLOW)).containsExactly(Method.INVITE, Method.ACK);
  }

  @Test
  void rowsAreCopiedFromAnotherMessage() {
    SipResponse response =
        SipResponse.to(invite(), Status.OK)
            .copy(invite().headers(), HeaderName.RECORD_ROUTE)
            .build();
    assertThat(response.headers().texts("Record-Route")).containsExactly("<sip:p1.example.com;lr>");
    assertThat(names(response).indexOf("Record-Route")).isEqualTo(2);
  }
}

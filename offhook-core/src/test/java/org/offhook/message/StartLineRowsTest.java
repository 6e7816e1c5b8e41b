package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 sections 7.1 (request line) and 7.2 (status line). */
class StartLineRowsTest {

  @Test
  @Rfc("MSG-01")
  void methodsDifferByCase() {
    SipRequest request = Samples.parseRequest(Samples.request("invite sip:p@q.example SIP/2.0"));
    assertThat(request.method()).isNotEqualTo(Method.INVITE);
    assertThat(request.method().name()).isEqualTo("invite");
    assertThat(request.method().isKnown()).isFalse();
    assertThat(Method.of("INVITE")).isEqualTo(Method.INVITE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INVITE <sip:p@q.example> SIP/2.0",
        "INVITE sip:p@q.example; lr SIP/2.0",
        "INVITE sip:p@q.example\t SIP/2.0",
        "INVITE sip:p @q.example SIP/2.0",
        "INVITE\tsip:p@q.example SIP/2.0",
        "INVITE \"sip:p@q.example\" SIP/2.0",
        "INVITE sip:p@q.example",
        "INVITE SIP/2.0",
        "INVITE  SIP/2.0",
        "INVITE",
        "IN(VITE sip:p@q.example SIP/2.0",
        "INVITE@ sip:p@q.example SIP/2.0",
      })
  @Rfc("MSG-01")
  void aRequestLineOfAnyOtherShapeIsAnsweredWith400(String line) {
    // a line of which not even the method is certain may as well be dropped
    assertThat(Samples.answer(Samples.request(line, "CSeq: 1 INVITE"))).as(line).isIn(400, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVITE <sip:p@q.example> SIP/2.0", "INVITE sip:p@q.example; lr SIP/2.0"})
  @Rfc({"MSG-01", "SEC-09"})
  void bracketsAndSpacesInTheRequestUriAreAnsweredWith400(String line) {
    assertThat(Samples.answer(Samples.request(line))).as(line).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-01")
  void aBuiltRequestLineHasSingleSpaces() {
    SipRequest request =
        Samples.parseRequest(Samples.options()).toBuilder().remove(HeaderName.SUBJECT).build();
    assertThat(Samples.text(request.toBytes()))
        .startsWith("OPTIONS sip:piet@quay.example.net SIP/2.0\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "SIP/2.0 100 |100|''",
        "SIP/2.0 200 OK|200|OK",
        "SIP/2.0 699 \u043c\u0430\u044f\u043a & (all) <well>|699|\u043c\u0430\u044f\u043a & (all)"
            + " <well>",
        "SIP/2.0 486 200 OK|486|200 OK",
      })
  @Rfc({"MSG-02", "MSG-29"})
  void aStatusLineHasACodeAndAnyReason(String line, int code, String reason) {
    SipResponse response = Samples.parseResponse(Samples.response(line));
    assertThat(response.status().code()).isEqualTo(code);
    assertThat(response.reason()).isEqualTo(reason);
    assertThat(Samples.text(response.toBytes())).startsWith(line + "\r\n");
  }

  @Test
  @Rfc("MSG-02")
  void theReasonDecidesNothing() {
    Status odd = Samples.parseResponse(Samples.response("SIP/2.0 486 OK")).status();
    assertThat(odd.isSuccess()).isFalse();
    assertThat(odd).isEqualTo(Status.BUSY_HERE);
    assertThat(odd).hasSameHashCodeAs(Status.BUSY_HERE);
  }

  @Test
  @Rfc("MSG-02")
  void anEmptyReasonKeepsItsSpaceWhenPrinted() {
    SipResponse response =
        Samples.parseResponse(Samples.response("SIP/2.0 100 ")).toBuilder()
            .set(HeaderName.SUBJECT, "x")
            .build();
    assertThat(Samples.text(response.toBytes())).startsWith("SIP/2.0 100 \r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/2.0 099 Low",
        "SIP/2.0 000 Zero",
        "SIP/2.0 20 Short",
        "SIP/2.0 2 Short",
        "SIP/2.0 -20 Less",
        "SIP/2.0 2x0 Letter",
        "SIP/2.0  OK",
        "SIP/2.0",
        "SIP/2.0 ",
        "SIP/2.0 700 High",
        "SIP/2.0 999 High",
        "SIP/2.0 2000 Long",
        "SIP/2.0 4294967301 Overflow",
        "SIP/2.0 0200 Zeros",
        "SIP/2.0 \u0662\u0660\u0660 Digits",
      })
  @Rfc({"MSG-02", "MSG-03"})
  void aResponseWithAnImpossibleCodeIsDropped(String line) {
    assertThat(Samples.answer(Samples.response(line))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"198, 183", "284, 200", "399, 300", "477, 400", "599, 500", "666, 600"})
  @Rfc("MSG-03")
  void anUnknownCodeIsTreatedAsItsClass(int code, int treatedAs) {
    Status status = Samples.parseResponse(Samples.response("SIP/2.0 " + code + " Fog")).status();
    assertThat(status.code()).isEqualTo(code);
    assertThat(status.equivalent().code()).isEqualTo(treatedAs);
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "180, 180", "183, 183", "202, 202", "302, 302", "486, 486", "603, 603"})
  @Rfc("MSG-03")
  void aKnownCodeIsTreatedAsItself(int code, int treatedAs) {
    assertThat(Status.of(code).equivalent().code()).isEqualTo(treatedAs);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 700, 1000})
  @Rfc("MSG-03")
  void aStatusOutsideItsRangeCannotBeMade(int code) {
    assertThatThrownBy(() -> Status.of(code)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip/2.0", "Sip/2.0", "SIP/2.0"})
  @Rfc("MSG-04")
  void theVersionComparesWithoutCaseAndIsSentInCapitals(String version) {
    SipRequest request =
        Samples.parseRequest(Samples.request("OPTIONS sip:p@q.example " + version));
    SipRequest changed = request.toBuilder().set(HeaderName.SUBJECT, "x").build();
    assertThat(Samples.text(changed.toBytes())).startsWith("OPTIONS sip:p@q.example SIP/2.0\r\n");
    SipResponse response = Samples.parseResponse(Samples.response(version + " 200 OK"));
    assertThat(Samples.text(response.toBuilder().set(HeaderName.SUBJECT, "x").build().toBytes()))
        .startsWith("SIP/2.0 200 OK\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIP/1.0", "SIP/2.1", "SIP/3.0", "SIP/7.0", "SIP/20.0"})
  @Rfc({"MSG-04", "SEC-10"})
  void anotherVersionIsAnsweredWith505(String version) {
    String text = Samples.request("OPTIONS sip:p@q.example " + version);
    assertThat(Samples.answer(text)).isEqualTo(505);
    assertThat(Samples.text(Samples.invalid(text).answer().orElseThrow().toBytes()))
        .startsWith("SIP/2.0 505 ");
  }

  @Test
  @Rfc("MSG-04")
  void aResponseOfAnotherVersionIsDropped() {
    assertThat(Samples.answer(Samples.response("SIP/3.0 200 OK"))).isZero();
  }

  @Test
  @Rfc("MSG-30")
  void aPercentSignInAMethodIsLiteral() {
    SipRequest request =
        Samples.parseRequest(
            Samples.request(
                "RE%47IST%45R sip:p@q.example SIP/2.0", "C%6Fntact: <sip:x@h.example>"));
    assertThat(request.method()).isNotEqualTo(Method.REGISTER);
    assertThat(request.method().name()).isEqualTo("RE%47IST%45R");
    assertThat(request.headers().contains(HeaderName.CONTACT)).isFalse();
    assertThat(request.headers().text("C%6Fntact")).contains("<sip:x@h.example>");
  }
}

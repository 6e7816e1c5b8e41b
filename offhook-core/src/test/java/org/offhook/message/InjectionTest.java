package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** No value that a caller gives can begin a line of its own in a message. */
class InjectionTest {
  private static final List<String> EVIL =
      List.of("a\r\nVia: x", "a\nb", "a\rb", "a\0b", "\r\n", "a\r\n b");

  private static SipRequest.Builder builder() {
    return SipRequest.builder(Method.MESSAGE, Uri.parse("sip:p@q.example"));
  }

  /** Every way in which text of the application reaches a message: what comes out on the wire. */
  private static Map<String, Function<String, Object>> ways() {
    Uri uri = Uri.parse("sip:i@h.example");
    Map<String, Function<String, Object>> ways = new LinkedHashMap<>();
    ways.put("raw value", text -> builder().raw("X-A", text).build());
    ways.put("raw name", text -> builder().raw(text, "x").build());
    ways.put("header name", text -> builder().set(HeaderName.of(text), "x").build());
    ways.put("unknown header", text -> builder().set(HeaderName.of("X-A"), text).build());
    ways.put("subject", text -> builder().set(HeaderName.SUBJECT, text).build());
    ways.put("user agent", text -> builder().set(HeaderName.USER_AGENT, text).build());
    ways.put("call id", text -> builder().set(HeaderName.CALL_ID, text).build());
    ways.put("token", text -> builder().add(HeaderName.SUPPORTED, text).build());
    ways.put(
        "display name", text -> builder().set(HeaderName.FROM, NameAddr.of(text, uri)).build());
    ways.put("tag", text -> builder().set(HeaderName.FROM, NameAddr.of(uri).withTag(text)).build());
    ways.put(
        "parameter value",
        text -> builder().add(HeaderName.CONTACT, Contact.of(uri).with("x", text)).build());
    ways.put(
        "parameter name",
        text -> builder().add(HeaderName.CONTACT, Contact.of(uri).with(text, "x")).build());
    ways.put(
        "uri text", text -> builder().requestUri(Uri.parse("sip:" + text + "@h.example")).build());
    ways.put("other uri", text -> builder().requestUri(Uri.parse("urn:" + text)).build());
    ways.put("uri user", text -> builder().requestUri(SipUri.of(text, "h.example", -1)).build());
    ways.put("uri host", text -> builder().requestUri(SipUri.of("u", text, -1)).build());
    ways.put(
        "uri parameter",
        text -> builder().requestUri(SipUri.parse("sip:h.example").with("x", text)).build());
    ways.put(
        "uri header",
        text -> NameAddr.of(SipUri.parse("sip:h.example").withHeader("Subject", text)));
    ways.put("method", text -> builder().method(Method.of(text)).build());
    ways.put("reason", text -> SipResponse.builder(Status.of(200, text)).build());
    ways.put(
        "via host",
        text ->
            builder().addFirst(HeaderName.VIA, Via.of("UDP", text, -1, Parameters.EMPTY)).build());
    ways.put(
        "via transport",
        text ->
            builder().addFirst(HeaderName.VIA, Via.of(text, "h", -1, Parameters.EMPTY)).build());
    ways.put(
        "via branch",
        text ->
            builder()
                .addFirst(
                    HeaderName.VIA, Via.of("UDP", "h", -1, Parameters.EMPTY).with("branch", text))
                .build());
    ways.put(
        "content type",
        text ->
            builder()
                .body(new MediaType("text", text, Parameters.EMPTY), Samples.bytes("x"))
                .build());
    ways.put(
        "challenge parameter",
        text ->
            builder()
                .add(HeaderName.WWW_AUTHENTICATE, AuthHeader.of("Digest").withQuoted("realm", text))
                .build());
    ways.put(
        "warning text",
        text -> builder().add(HeaderName.WARNING, new Warning(399, "h", text)).build());
    ways.put(
        "reason header",
        text -> builder().add(HeaderName.REASON, ParameterizedToken.of(text)).build());
    ways.put(
        "reason header text",
        text ->
            builder()
                .add(HeaderName.REASON, ParameterizedToken.of("Q.850").with("text", text))
                .build());
    return ways;
  }

  @TestFactory
  @Rfc("SEC-22")
  Stream<DynamicTest> noValueCarriesALineEndOrNulIntoAMessage() {
    return ways().entrySet().stream()
        .flatMap(
            way ->
                EVIL.stream()
                    .map(
                        text ->
                            DynamicTest.dynamicTest(
                                way.getKey()
                                    + " "
                                    + text.replace("\r", "CR")
                                        .replace("\n", "LF")
                                        .replace("\0", "NUL"),
                                () ->
                                    assertThatThrownBy(() -> way.getValue().apply(text))
                                        .isInstanceOf(IllegalArgumentException.class))));
  }

  @TestFactory
  @Rfc("SEC-22")
  Stream<DynamicTest> theSameWaysWorkWithHarmlessText() {
    return ways().entrySet().stream()
        .map(
            way ->
                DynamicTest.dynamicTest(
                    way.getKey(),
                    () ->
                        assertThat(way.getValue().apply("harmless").toString())
                            .contains("harmless")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X A", "X:A", "", "X(A)", "X\u00e4"})
  @Rfc("SEC-22")
  void aHeaderNameIsAToken(String name) {
    assertThatThrownBy(() -> builder().raw(name, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Rfc("SEC-22")
  void aCallIdThatCannotBeSentIsRefusedWhereItIsGiven() {
    var builder = builder();
    for (String text : List.of("a b", "", "a,b", "a;b")) {
      assertThatThrownBy(() -> builder.set(HeaderName.IN_REPLY_TO, text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(builder.build().headers().contains(HeaderName.IN_REPLY_TO)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=b", "a,b;c", "$|#@x"})
  @Rfc("SEC-22")
  void aCallIdThatWasReceivedCanBeSentBack(String callId) {
    var received = Samples.parsed(Samples.options("Call-ID: " + callId)).message();
    var sent = builder().set(HeaderName.CALL_ID, received.callId()).build();
    assertThat(sent.callId()).isEqualTo(callId);
  }

  @Test
  @Rfc({"SEC-22", "MSG-28"})
  void quotesInADisplayNameCannotEndIt() {
    SipRequest request =
        builder()
            .set(
                HeaderName.FROM,
                NameAddr.of("x\" <sip:evil@h>;tag=9 \\", Uri.parse("sip:i@h.example")).withTag("1"))
            .build();
    NameAddr from = request.from();
    assertThat(from.uri().toString()).isEqualTo("sip:i@h.example");
    NameAddr printed = NameAddr.parse(request.headers().text("From").orElseThrow());
    assertThat(printed.uri().toString()).isEqualTo("sip:i@h.example");
    assertThat(printed.tag()).contains("1");
    assertThat(printed.displayName()).contains("x\" <sip:evil@h>;tag=9 \\");
  }

  @Test
  @Rfc("SEC-22")
  void separatorsInATagOrBranchCannotAddAParameter() {
    for (String text : List.of("a;b=c", "a,b", "a>b", "a\"b", "a b")) {
      String printed;
      try {
        printed = NameAddr.of(Uri.parse("sip:i@h.example")).withTag(text).toString();
      } catch (IllegalArgumentException refused) {
        continue;
      }
      assertThat(NameAddr.parse(printed).tag()).as(printed).contains(text);
      assertThat(NameAddr.parse(printed).params().names()).containsExactly("tag");
    }
  }
}

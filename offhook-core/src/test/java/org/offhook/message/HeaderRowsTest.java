package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 section 7.3 (header fields): names, white space, folding, lists, compact forms. */
class HeaderRowsTest {

  @Test
  @Rfc("MSG-06")
  void namesOfFieldsAndParametersCompareWithoutCase() {
    Headers headers =
        Samples.headers("eXpIrEs: 60", "CONTACT: <sip:i@h.example>;EXPIRES=5;Q=0.5", "ALLOW: BYE");
    assertThat(headers.get(HeaderName.EXPIRES)).contains(60L);
    Contact contact = headers.get(HeaderName.CONTACT).orElseThrow();
    assertThat(contact.expires()).contains(5L);
    assertThat(contact.q()).hasValue(0.5);
    assertThat(contact.params().has("expires")).isTrue();
    assertThat(headers.text("expires")).contains("60");
  }

  @Test
  @Rfc("MSG-06")
  void tokenValuesCompareWithoutCase() {
    Headers headers =
        Samples.headers(
            "Content-Type: Application/SDP", "Via: sip/2.0/UDP h.example;branch=z9hG4bK1");
    assertThat(
            headers.get(HeaderName.CONTENT_TYPE).orElseThrow().matches(MediaType.APPLICATION_SDP))
        .isTrue();
  }

  @Test
  @Rfc("MSG-06")
  void callIdsMethodsUsersAndQuotedStringsCompareWithCase() {
    SipRequest a = Samples.parseRequest(Samples.options("Call-ID: a@H"));
    SipRequest b = Samples.parseRequest(Samples.options("Call-ID: A@h"));
    assertThat(a.callId()).isEqualTo("a@H").isNotEqualTo(b.callId());
    assertThat(Method.of("bye")).isNotEqualTo(Method.BYE);
    assertThat(SipUri.parse("sip:A@h.example").matches(SipUri.parse("sip:a@h.example"))).isFalse();
    assertThat(Samples.headers("From: \"ILSE\" <sip:i@h.example>;tag=1").get(HeaderName.FROM))
        .hasValueSatisfying(from -> assertThat(from.displayName()).contains("ILSE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Subject:fog", "Subject : fog", "Subject\t:\t fog", "Subject:    fog  "})
  @Rfc("MSG-07")
  void whiteSpaceAroundTheColonMeansNothing(String row) {
    assertThat(Samples.headers(row).get(HeaderName.SUBJECT)).contains("fog");
  }

  @Test
  @Rfc("MSG-07")
  void whiteSpaceAroundSeparatorsMeansNothing() {
    Headers headers =
        Samples.headers(
            "Via: SIP / 2.0\t/ UDP  h.example : 5070 ; branch = z9hG4bK7 ; rport",
            "Accept: application / sdp ; level = 1 , text/plain",
            "Contact: <sip:i@h.example> ; expires = 7 , <sip:j@h.example>");
    Via via = headers.get(HeaderName.VIA).orElseThrow();
    assertThat(via.transport()).isEqualTo("UDP");
    assertThat(via.host()).isEqualTo("h.example");
    assertThat(via.port()).hasValue(5070);
    assertThat(via.branch()).contains("z9hG4bK7");
    assertThat(via.hasRport()).isTrue();
    List<MediaType> accept = headers.all(HeaderName.ACCEPT);
    assertThat(accept).hasSize(2);
    assertThat(accept.get(0).subtype()).isEqualTo("sdp");
    assertThat(accept.get(0).params().get("level")).contains("1");
    assertThat(headers.all(HeaderName.CONTACT)).hasSize(2);
    assertThat(headers.get(HeaderName.CONTACT).orElseThrow().expires()).contains(7L);
  }

  @Test
  @Rfc("MSG-07")
  void rowsAreSentWithOneSpaceAfterTheColon() {
    SipRequest built =
        SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example"))
            .set(HeaderName.SUBJECT, "fog")
            .raw("X-Own", "1")
            .build();
    assertThat(Samples.text(built.toBytes())).contains("\r\nSubject: fog\r\n", "\r\nX-Own: 1\r\n");
  }

  @Test
  @Rfc("MSG-08")
  void aFoldedLineContinuesTheRowAboveAsOneSpace() {
    Headers headers =
        Samples.headers(
            "Subject: one\r\n two\r\n\t  three", "Call-ID:\r\n folded@h", "CSeq: 9\r\n\tOPTIONS");
    assertThat(headers.get(HeaderName.SUBJECT)).contains("one two three");
    assertThat(headers.text("Subject")).contains("one two three");
    assertThat(headers.get(HeaderName.CALL_ID)).contains("folded@h");
    assertThat(headers.get(HeaderName.CSEQ)).contains(new CSeq(9, Method.OPTIONS));
  }

  @Test
  @Rfc("MSG-08")
  void aRebuiltMessageHasNoFolds() {
    SipRequest request =
        Samples.parseRequest(
            Samples.options(
                "X-A: one\r\n two", "Route: <sip:a.example;lr>,\r\n\t<sip:b.example;lr>"));
    SipRequest rebuilt = request.toBuilder().set(HeaderName.SUBJECT, "x").build();
    assertThat(Samples.text(rebuilt.toBytes()))
        .doesNotContainPattern("\r\n[ \t]")
        .contains("X-A: one two\r\n");
  }

  @Test
  @Rfc("MSG-09")
  void oneRowWithCommasMeansTheSameAsSeveralRows() {
    Headers one = Samples.headers("Route: <sip:a.example;lr>, <sip:b.example;lr>,<sip:c.example>");
    Headers three =
        Samples.headers(
            "Route: <sip:a.example;lr>", "Route: <sip:b.example;lr>", "Route: <sip:c.example>");
    assertThat(one.all(HeaderName.ROUTE)).hasSize(3);
    assertThat(one.all(HeaderName.ROUTE).stream().map(NameAddr::toString))
        .containsExactlyElementsOf(
            three.all(HeaderName.ROUTE).stream().map(NameAddr::toString).toList());
  }

  @Test
  @Rfc("MSG-09")
  void commasInsideQuotesAndBracketsDoNotSplit() {
    Headers headers =
        Samples.headers(
            "Contact: \"Tide, \\\", Ilse\" <sip:a,b@h.example;x=1,2>;p=\"q,r\", <sip:c@h.example>",
            "Contact: sip:d@h.example");
    List<Contact> contacts = headers.all(HeaderName.CONTACT);
    assertThat(contacts).hasSize(3);
    assertThat(contacts.get(0).address().displayName()).contains("Tide, \", Ilse");
    assertThat(contacts.get(0).params().get("p")).contains("q,r");
    assertThat(contacts.get(2).uri().toString()).isEqualTo("sip:d@h.example");
  }

  @Test
  @Rfc("MSG-09")
  void commasInsideCommentsAndDatesDoNotSplit() {
    Headers headers =
        Samples.headers(
            "User-Agent: Pier/1 (fog, wind (both, at once)), Hull/2",
            "Retry-After: 60 (at ebb, or later);duration=5",
            "Date: Sat, 13 Nov 2010 23:29:00 GMT");
    assertThat(headers.all(HeaderName.USER_AGENT))
        .containsExactly("Pier/1 (fog, wind (both, at once)), Hull/2");
    assertThat(headers.all(HeaderName.RETRY_AFTER)).hasSize(1);
    assertThat(headers.all(HeaderName.DATE)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"WWW-Authenticate", "Proxy-Authenticate", "Authorization", "Proxy-Authorization"})
  @Rfc("MSG-10")
  void challengesAndCredentialsAreOnePerRow(String name) {
    HeaderName<AuthHeader> header = authHeader(name);
    Headers headers =
        Samples.headers(
            name + ": Digest realm=\"a, b\", nonce=\"n1\", qop=\"auth,auth-int\", algorithm=MD5",
            name + ": Digest realm=\"c\", nonce=\"n2\"");
    List<AuthHeader> all = headers.all(header);
    assertThat(all).hasSize(2);
    assertThat(all.get(0).get("realm")).contains("a, b");
    assertThat(all.get(0).get("qop")).contains("auth,auth-int");
    assertThat(all.get(0).get("algorithm")).contains("MD5");
    assertThat(all.get(1).get("nonce")).contains("n2");
  }

  @Test
  @Rfc("MSG-10")
  void aRebuiltMessageKeepsChallengesInTheirRows() {
    SipResponse response =
        Samples.parseResponse(
            Samples.response(
                "SIP/2.0 401 Unauthorized",
                "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"",
                "WWW-Authenticate: Digest realm=\"b\", nonce=\"2\""));
    SipResponse rebuilt =
        response.toBuilder()
            .setAll(
                HeaderName.WWW_AUTHENTICATE, response.headers().all(HeaderName.WWW_AUTHENTICATE))
            .build();
    assertThat(Samples.rowNames(rebuilt.toBytes()))
        .filteredOn(name -> name.equals("WWW-Authenticate"))
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "a, Accept-Contact",
    "b, Referred-By",
    "c, Content-Type",
    "d, Request-Disposition",
    "e, Content-Encoding",
    "f, From",
    "i, Call-ID",
    "j, Reject-Contact",
    "k, Supported",
    "l, Content-Length",
    "m, Contact",
    "o, Event",
    "r, Refer-To",
    "s, Subject",
    "t, To",
    "u, Allow-Events",
    "v, Via",
    "x, Session-Expires",
    "y, Identity",
  })
  @Rfc("MSG-11")
  void compactNamesMeanTheLongOnes(String compact, String name) {
    for (String file : List.of("msg-11-compact.sip", "msg-11-compact-capitals.sip")) {
      Headers headers = corpusMessage(file).headers();
      HeaderField row =
          java.util.stream.StreamSupport.stream(headers.spliterator(), false)
              .filter(field -> field.name().equalsIgnoreCase(compact))
              .findFirst()
              .orElseThrow();
      assertThat(headers.texts(name)).containsExactly(row.value());
      assertThat(headers.contains(HeaderName.of(name))).isTrue();
    }
  }

  @Test
  @Rfc("MSG-11")
  void theMandatoryFieldsMayAllBeCompact() {
    SipMessage message = corpusMessage("msg-11-compact.sip");
    assertThat(message.callId()).isEqualTo("compact@harbour");
    assertThat(message.from().tag()).contains("cp");
    assertThat(message.to().uri()).isEqualTo(Uri.parse("sip:piet@quay.example.net"));
    assertThat(message.topVia().branch()).contains("z9hG4bKcompact");
    assertThat(Samples.text(message.body())).isEqualTo("fog");
  }

  @Test
  @Rfc("MSG-12")
  void longAndCompactRowsOfOneFieldAreOneList() {
    Headers headers = corpusMessage("msg-12-long-and-compact.sip").headers();
    assertThat(headers.all(HeaderName.VIA).stream().map(Via::transport))
        .containsExactly("UDP", "TCP", "TLS");
    assertThat(headers.all(HeaderName.SUPPORTED)).containsExactly("timer", "100rel", "path");
  }

  @Test
  @Rfc("MSG-12")
  void namesAreSentLongUnlessAskedOtherwise() {
    SipRequest request =
        SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example"))
            .set(HeaderName.CALL_ID, "x")
            .set(HeaderName.SUBJECT, "fog")
            .add(HeaderName.SUPPORTED, "timer")
            .build();
    assertThat(Samples.rowNames(request.toBytes()))
        .contains("Call-ID", "Subject", "Supported", "Content-Length");
  }

  @Test
  @Rfc("MSG-12")
  void compactNamesAreSentWhenAskedFor() {
    SipRequest request = Samples.parseRequest(Samples.options("Subject: fog", "Supported: timer"));
    byte[] compact = request.toBuilder().compactNames(true).build().toBytes();
    assertThat(Samples.rowNames(compact))
        .contains("v", "f", "t", "i", "s", "k", "l", "CSeq", "Max-Forwards")
        .doesNotContain("Via", "From", "Call-ID", "Content-Length");
    SipRequest again = Samples.parseRequest(Samples.text(compact));
    assertThat(again.callId()).isEqualTo(request.callId());
    assertThat(again.headers().get(HeaderName.SUBJECT)).contains("fog");
    assertThat(again.toBuilder().build().headers().all(HeaderName.SUPPORTED))
        .containsExactly("timer");
  }

  @Test
  @Rfc("MSG-13")
  void unknownFieldsAreKeptAsRawText() {
    SipRequest request =
        Samples.parseRequest(Samples.options("X-Tide: ebb;;,=\"", "x-tide:  flood ", "Lamp:"));
    assertThat(request.headers().texts("X-TIDE")).containsExactly("ebb;;,=\"", "flood");
    assertThat(request.headers().text("lamp")).contains("");
    SipRequest changed =
        request.toBuilder().raw("X-Tide", "neap").set(HeaderName.SUBJECT, "s").build();
    assertThat(changed.headers().texts("x-tide")).containsExactly("ebb;;,=\"", "flood", "neap");
    assertThat(Samples.parseRequest(Samples.text(changed.toBytes())).headers().texts("X-Tide"))
        .containsExactly("ebb;;,=\"", "flood", "neap");
  }

  @Test
  @Rfc("MSG-13")
  void anUnknownFieldIsWritableByItsOwnName() {
    HeaderName<String> tide = HeaderName.of("X-Tide");
    SipRequest request =
        SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example"))
            .add(tide, "ebb, or not")
            .add(tide, "flood")
            .build();
    assertThat(request.headers().texts("X-Tide")).containsExactly("ebb, or not", "flood");
    assertThat(request.headers().get(tide)).contains("ebb, or not");
  }

  @Test
  @Rfc("MSG-14")
  void rowsOfOneNameKeepTheirOrderThroughARebuild() {
    SipRequest request = (SipRequest) corpusMessage("msg-14-order.sip");
    SipRequest rebuilt = request.toBuilder().set(HeaderName.SUBJECT, "x").build();
    Headers printed = Samples.parseRequest(Samples.text(rebuilt.toBytes())).headers();
    assertThat(uris(printed, HeaderName.RECORD_ROUTE))
        .containsExactly(
            "sip:r1.harbour.example;lr", "sip:r2.harbour.example;lr", "sip:r3.harbour.example;lr");
    assertThat(uris(printed, HeaderName.ROUTE))
        .containsExactly("sip:s1.quay.example.net;lr", "sip:s2.quay.example.net;lr");
    assertThat(uris(printed, HeaderName.HISTORY_INFO))
        .containsExactly("sip:h1@quay.example.net", "sip:h2@quay.example.net");
  }

  @Test
  @Rfc("MSG-14")
  void anAddedValueComesFirstOrLastAsAsked() {
    SipRequest request = (SipRequest) corpusMessage("msg-14-order.sip");
    SipRequest changed =
        request.toBuilder()
            .addFirst(HeaderName.ROUTE, NameAddr.parse("<sip:first.example;lr>"))
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:last.example;lr>"))
            .build();
    assertThat(
            uris(Samples.parseRequest(Samples.text(changed.toBytes())).headers(), HeaderName.ROUTE))
        .containsExactly(
            "sip:first.example;lr",
            "sip:s1.quay.example.net;lr",
            "sip:s2.quay.example.net;lr",
            "sip:last.example;lr");
  }

  @Test
  @Rfc("MSG-15")
  void routingFieldsAreBuiltBeforeTheOthers() {
    SipRequest request =
        SipRequest.builder(Method.INVITE, Uri.parse("sip:p@q.example"))
            .set(HeaderName.SUBJECT, "x")
            .set(HeaderName.CALL_ID, "x")
            .add(HeaderName.CONTACT, Contact.of(Uri.parse("sip:i@h.example")))
            .add(HeaderName.PROXY_REQUIRE, "foo")
            .add(HeaderName.RECORD_ROUTE, NameAddr.parse("<sip:rr.example;lr>"))
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:r.example;lr>"))
            .raw("Proxy-Authorization", "Digest username=\"u\"")
            .addFirst(HeaderName.VIA, Via.of("UDP", "h.example", -1, Parameters.EMPTY))
            .build();
    List<String> names = Samples.rowNames(request.toBytes());
    int firstOther =
        Math.min(
            names.indexOf("Subject"), Math.min(names.indexOf("Call-ID"), names.indexOf("Contact")));
    assertThat(firstOther).isGreaterThan(0);
    for (String routing :
        List.of(
            "Via",
            "Route",
            "Record-Route",
            "Proxy-Require",
            "Max-Forwards",
            "Proxy-Authorization")) {
      assertThat(names.indexOf(routing)).as(routing + " in " + names).isBetween(0, firstOther - 1);
    }
    assertThat(names.get(0)).isEqualTo("Via");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "msg-16-odd-spelling.sip",
        "4475-wsinv.sip",
        "4475-intmeth.sip",
        "msg-29-broken-utf8.sip"
      })
  @Rfc({"MSG-16", "MSG-29"})
  void anUnmodifiedMessagePrintsAsItArrived(String file) {
    assertThat(corpusMessage(file).toBytes()).isEqualTo(TortureCorpus.read(file));
  }

  @Test
  @Rfc("MSG-16")
  void whatABuilderDoesNotTouchPrintsAsItArrived() {
    SipRequest request = (SipRequest) corpusMessage("msg-16-odd-spelling.sip");
    String printed =
        Samples.text(request.toBuilder().set(HeaderName.SUBJECT, "new").build().toBytes());
    assertThat(printed)
        .startsWith("OPTIONS sip:piet@QUAY.example.NET;Transport=UDP SIP/2.0\r\n")
        .contains(
            "SIP/2.0/UDP pier1.Harbour.example;branch=z9hG4bK16;X=\"a\\\\b\"\r\n",
            "FROM: \"I\\l\\s\\e\" <sip:%69lse@harbour.example> ;tag=16\r\n",
            "call-ID: odd@Harbour\r\n",
            "016 OPTIONS\r\n",
            "Subject: new\r\n");
  }

  @Test
  @Rfc({"MSG-16", "MSG-13"})
  void rowsCopiedIntoAnotherMessageAreTheSameBytes() {
    SipRequest request = (SipRequest) corpusMessage("msg-16-odd-spelling.sip");
    SipRequest other =
        SipRequest.builder(Method.INFO, Uri.parse("sip:p@q.example"))
            .copy(request.headers(), HeaderName.FROM)
            .copy(request.headers(), HeaderName.CALL_ID)
            .build();
    assertThat(Samples.text(other.toBytes()))
        .contains("\"I\\l\\s\\e\" <sip:%69lse@harbour.example> ;tag=16\r\n", "odd@Harbour\r\n");
  }

  private static SipMessage corpusMessage(String file) {
    return ((ParseResult.Parsed) MessageParser.parse(TortureCorpus.read(file))).message();
  }

  private static List<String> uris(Headers headers, HeaderName<NameAddr> name) {
    return headers.all(name).stream().map(address -> address.uri().toString()).toList();
  }

  // a word behind the scheme is a credential of its own for other schemes, and no Digest
  @ParameterizedTest
  @ValueSource(strings = {"Digest t", "Digest t ", "Digest t, ", "digest t u"})
  void aDigestHasParameters(String row) {
    assertThatThrownBy(() -> AuthHeader.parse(row))
        .isInstanceOf(MessageSyntaxException.class)
        .hasMessageContaining("'='");
    var other = AuthHeader.parse("Else" + row.substring(6));
    assertThat(AuthHeader.parse(other.toWire())).isEqualTo(other);
  }

  private static HeaderName<AuthHeader> authHeader(String name) {
    return switch (name) {
      case "WWW-Authenticate" -> HeaderName.WWW_AUTHENTICATE;
      case "Proxy-Authenticate" -> HeaderName.PROXY_AUTHENTICATE;
      case "Authorization" -> HeaderName.AUTHORIZATION;
      default -> HeaderName.PROXY_AUTHORIZATION;
    };
  }
}

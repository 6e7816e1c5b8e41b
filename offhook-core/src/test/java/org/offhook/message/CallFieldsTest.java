package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** Fields by which an application decides about a call: RFC 3326, 3323, 5806, 7044, 3261 §20.9. */
class CallFieldsTest {

  private static SipRequest with(String... rows) {
    return Samples.parseRequest(Samples.options(rows));
  }

  // --- Reason ---

  @Test
  @Rfc("CALL-55")
  void severalReasonsAreReadInOrder() {
    var reasons =
        Reason.all(
            with(
                "Reason: SIP ;cause=200 ;text=\"Call completed elsewhere\", Q.850;cause=16",
                "Reason: preemption"));
    assertThat(reasons).extracting(Reason::protocol).containsExactly("SIP", "Q.850", "preemption");
    assertThat(reasons.get(0).text()).contains("Call completed elsewhere");
    assertThat(reasons.get(0).is("sip", 200)).isTrue();
    assertThat(reasons.get(1).cause()).hasValue(16);
    assertThat(reasons.get(1).is("SIP", 16)).isFalse();
    assertThat(reasons.get(2).cause()).isEmpty();
    assertThat(reasons.get(2).text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "99999999999999999999", "", "\"\"", "\"1 6\""})
  @Rfc("CALL-55")
  void aCauseThatIsNoNumberIsNone(String cause) {
    var reason = Reason.all(with("Reason: Q.850;cause=" + cause + ";text=\"odd\"")).getFirst();
    assertThat(reason.cause()).isEmpty();
    assertThat(reason.text()).contains("odd");
  }

  @Test
  @Rfc("CALL-55")
  void aReasonIsWrittenAsItsGrammarSays() {
    assertThat(Reason.sip(Status.OK).withText("Call completed elsewhere"))
        .hasToString("SIP;cause=200;text=\"Call completed elsewhere\"");
    assertThat(Reason.sip(Status.BUSY_HERE)).hasToString("SIP;cause=486;text=\"Busy Here\"");
    assertThat(Reason.q850(16).withText("a \"b\"\\"))
        .hasToString("Q.850;cause=16;text=\"a \\\"b\\\"\\\\\"");
    assertThat(Reason.q850(16).withText("bye")).hasToString("Q.850;cause=16;text=\"bye\"");
    assertThatThrownBy(() -> Reason.q850(128)).hasMessageContaining("1 to 127");
    var reason = Reason.q850(17);
    assertThatThrownBy(() -> reason.withText("a\r\nVia: evil"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // --- Privacy ---

  @ParameterizedTest
  @CsvSource({
    "id,id",
    "ID;User,id;user",
    "'id ; header,session',id;header;session",
    "none,none",
    "none;id,id",
    "id;;critical;,id;critical",
    "id;id,id",
    "history;@@;id,history;id",
  })
  @Rfc("CALL-63")
  void privacyIsReadInWhateverForm(String row, String read) {
    assertThat(Privacy.of(with("Privacy: " + row))).map(Privacy::toString).contains(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "<>", "\"id\""})
  @Rfc("CALL-63")
  void privacyThatCannotBeReadIsNone(String row) {
    assertThat(Privacy.of(with("Privacy: " + row))).isEmpty();
  }

  @Test
  @Rfc("CALL-63")
  void privacyIsCombinedAndNoneStandsAlone() {
    var both = Privacy.ID.and(Privacy.CRITICAL);
    assertThat(both).hasToString("id;critical");
    assertThat(both.asks(Privacy.ID)).isTrue();
    assertThat(both.asks(Privacy.USER)).isFalse();
    assertThat(Privacy.HEADER.and(Privacy.SESSION).and(Privacy.USER).and(Privacy.HISTORY))
        .hasToString("header;session;user;history");
    assertThatThrownBy(() -> Privacy.ID.and(Privacy.NONE)).hasMessageContaining("stands alone");
    assertThatThrownBy(() -> Privacy.of("id\r\n")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Privacy::of).isInstanceOf(IllegalArgumentException.class);
  }

  // --- Diversion ---

  @Test
  @Rfc("CALL-65")
  void diversionsAreReadTheLastOneFirst() {
    var all =
        Diversion.all(
            with(
                "Diversion: \"Piet\" <sip:piet@quay.example.net>;reason=User-Busy;counter=2"
                    + ";limit=5;privacy=full;screen=yes",
                "Diversion: <tel:+15551234>;reason=\"no-answer\", <sip:x@y.example>;counter=one"));
    assertThat(all)
        .extracting(one -> one.uri().toString())
        .containsExactly("sip:piet@quay.example.net", "tel:+15551234", "sip:x@y.example");
    assertThat(all)
        .extracting(Diversion::reason)
        .containsExactly("user-busy", "no-answer", "unknown");
    assertThat(all.get(0).counter()).hasValue(2);
    assertThat(all.get(0).limit()).hasValue(5);
    assertThat(all.get(0).privacy()).contains("full");
    assertThat(all.get(0).screen()).contains("yes");
    assertThat(all.get(1).counter()).isEmpty();
    assertThat(all.get(2).counter()).isEmpty();
  }

  @Test
  @Rfc("CALL-65")
  void aDiversionIsWritten() {
    var made = Diversion.of(NameAddr.parse("sip:bob@example.com"), "user-busy").withCounter(3);
    assertThat(made).hasToString("<sip:bob@example.com>;reason=user-busy;counter=3");
    assertThat(Diversion.all(with("Diversion: " + made))).containsExactly(made);
    assertThatThrownBy(() -> made.withCounter(0)).hasMessageContaining("1 to 99");
  }

  // --- History-Info ---

  @Test
  @Rfc("CALL-65")
  void theHistoryKeepsItsOrderAndTellsWhatItsUrisHold() {
    var all =
        HistoryEntry.all(
            with(
                "History-Info: <sip:bob@example.com?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved"
                    + "%22%2CQ.850%3Bcause%3D17&Privacy=history>;index=1",
                "History-Info: <sip:carol@example.com;cause=480>;index=1.1;mp=1, "
                    + "<sip:carol@192.0.2.7>;index=1.1.1;rc=1.1, <tel:+1555>;index=1.2;np=1"));
    assertThat(all).extracting(HistoryEntry::index).containsExactly("1", "1.1", "1.1.1", "1.2");
    assertThat(all.get(0).uri()).hasToString("sip:bob@example.com");
    assertThat(all.get(0).reasons())
        .extracting(Reason::toString)
        .containsExactly("SIP;cause=302;text=\"Moved\"", "Q.850;cause=17");
    assertThat(all.get(0).privacy()).contains(Privacy.HISTORY);
    assertThat(all.get(1).mappedFrom()).contains("1");
    assertThat(all.get(1).cause()).hasValue(480);
    assertThat(all.get(1).reasons()).isEmpty();
    assertThat(all.get(1).privacy()).isEmpty();
    assertThat(all.get(2).contactOf()).contains("1.1");
    assertThat(all.get(3).unchangedFrom()).contains("1");
    assertThat(all.get(3).cause()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:a@b.example?Reason=%0D%0AVia%3Aevil",
        "sip:a@b.example?Reason=;cause=1",
        "sip:a@b.example?Reason",
        "sip:a@b.example?Reason=&Privacy=&=",
        "sip:a@b.example?Privacy=%0D%0A",
        "sip:a@b.example?Reason=SIP%3Btext%3D%22open",
      })
  @Rfc("CALL-65")
  void whatAHostileUriHoldsIsLeftOut(String uri) {
    var entry = HistoryEntry.all(with("History-Info: <" + uri + ">;index=1")).getFirst();
    assertThat(entry.reasons()).isEmpty();
    assertThat(entry.privacy()).isEmpty();
    assertThat(entry.index()).isEqualTo("1");
  }

  // --- Call-Info ---

  @Test
  @Rfc("CALL-66")
  void callInfoTellsItsPurposeAndWhenToAnswer() {
    var all =
        CallInfo.all(
            with(
                "Call-Info: <http://www.example.com/alice/photo.jpg> ;purpose=Icon,"
                    + " <http://www.example.com/alice/> ;purpose=info",
                "Call-Info: <sip:piet@quay.example.net>;answer-after=3",
                "Call-Info: <sip:piet@quay.example.net>;answer-after=soon"));
    assertThat(all).extracting(CallInfo::purpose).containsExactly("icon", "info", "info", "info");
    assertThat(all.get(0).is("ICON")).isTrue();
    assertThat(all.get(0).uri()).hasToString("http://www.example.com/alice/photo.jpg");
    assertThat(all.get(2).answerAfter()).contains(Duration.ofSeconds(3));
    assertThat(all.get(3).answerAfter()).isEmpty();
  }

  // --- features ---

  @Test
  @Rfc("CALL-62")
  void theFeaturesOfAContactAreRead() {
    var contact =
        Contact.parse(
            "<sip:a@b.example>;q=0.5;audio;video=\"FALSE\";Automata=\"true\""
                + ";methods=\"INVITE, BYE,!INFO\";+sip.instance=\"<urn:uuid:0-1>\""
                + ";description=\"<Front desk, left>\";expires=60;x-other=1;+g.poc.talk");
    var features = Features.of(contact);
    assertThat(features.tags())
        .containsExactly(
            "audio", "video", "Automata", "methods", "+sip.instance", "description", "+g.poc.talk");
    assertThat(features.has("AUDIO")).isTrue();
    assertThat(features.has("video")).isFalse();
    assertThat(features.has("automata")).isTrue();
    assertThat(features.has("isfocus")).isFalse();
    assertThat(features.values("methods")).containsExactly("INVITE", "BYE", "!INFO");
    assertThat(features.text("+sip.instance")).contains("urn:uuid:0-1");
    assertThat(features.values("description")).containsExactly("Front desk, left");
    assertThat(Features.of(Contact.STAR)).isEqualTo(Features.NONE);
  }

  @Test
  @Rfc("CALL-62")
  void featuresAreWrittenWithTheirValuesInQuotes() {
    var features =
        Features.NONE
            .with("audio")
            .with("methods", "INVITE")
            .with("mobility", "fixed", "mobile")
            .withText("+sip.instance", "urn:uuid:0-1");
    assertThat(features)
        .hasToString(
            ";audio;methods=\"INVITE\";mobility=\"fixed,mobile\";+sip.instance=\"<urn:uuid:0-1>\"");
    assertThat(features.on(Contact.parse("<sip:a@b.example>;expires=60")))
        .hasToString("<sip:a@b.example>;expires=60" + features);
    assertThat(Features.of(features.on(Contact.parse("<sip:a@b.example>")))).isEqualTo(features);
    assertThatThrownBy(() -> Features.NONE.with("camera")).hasMessageContaining("begin with '+'");
    assertThatThrownBy(() -> Features.NONE.with("audio", "a,b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Features.NONE.withText("description", "a\r\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Rfc("CALL-62")
  void preferencesOfCallersAreRead() {
    var request =
        with(
            "Accept-Contact: *;audio;require,*;video;explicit;methods=\"INVITE,BYE\"",
            "a: *;mobility=\"fixed\";Require;EXPLICIT, nonsense, *;+sip.x=\"<a, b>\"",
            "Reject-Contact: *;automata, *;q=\"open",
            "Request-Disposition: proxy, No-Fork",
            "d: parallel");
    var accepted = ContactPreference.accepted(request);
    assertThat(accepted)
        .extracting(ContactPreference::toString)
        .containsExactly(
            "*;audio;require",
            "*;video;methods=\"INVITE,BYE\";explicit",
            "*;mobility=\"fixed\";require;explicit",
            "*;+sip.x=\"<a, b>\"");
    assertThat(accepted.get(0).require()).isTrue();
    assertThat(accepted.get(0).explicit()).isFalse();
    assertThat(accepted.get(1).require()).isFalse();
    assertThat(accepted.get(1).explicit()).isTrue();
    assertThat(ContactPreference.rejected(request))
        .containsExactly(ContactPreference.of(Features.NONE.with("automata")));
    var disposition = RequestDisposition.of(request);
    assertThat(disposition.directives()).isEqualTo(List.of("proxy", "no-fork", "parallel"));
    assertThat(disposition.asks("NO-FORK")).isTrue();
    assertThat(disposition.asks("fork")).isFalse();
  }

  @Test
  @Rfc("CALL-62")
  void aPreferenceIsWritten() {
    assertThat(ContactPreference.of(Features.NONE.with("video")).required().stated())
        .hasToString("*;video;require;explicit");
  }
}

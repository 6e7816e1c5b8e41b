package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** Presence documents, read and written. */
class PresenceTest {

  /** Shaped like the full example of RFC 3863 §4.3, with rich presence of RFC 4480. */
  private static final String WHOLE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <pr:presence xmlns:pr="urn:ietf:params:xml:ns:pidf"
          xmlns:d="urn:ietf:params:xml:ns:pidf:data-model"
          xmlns:r="urn:ietf:params:xml:ns:pidf:rpid"
          xmlns:own="urn:example:own" entity="pres:alice@example.com">
        <pr:tuple id="hand">
          <pr:status>
            <pr:basic> open </pr:basic>
            <own:place>workshop</own:place>
          </pr:status>
          <r:activities><r:meeting/><r:other>welding</r:other></r:activities>
          <own:battery level="3"/>
          <pr:contact priority="0.8">sip:alice@192.0.2.1</pr:contact>
          <pr:note xml:lang="en">Only if it burns</pr:note>
          <pr:note xml:lang="de">Nur wenn es brennt</pr:note>
          <pr:timestamp>2026-03-01T16:49:29.5+01:00</pr:timestamp>
        </pr:tuple>
        <pr:tuple id="mail">
          <pr:status><pr:basic>closed</pr:basic></pr:status>
          <pr:contact>mailto:alice@example.com</pr:contact>
        </pr:tuple>
        <pr:note>away soon</pr:note>
        <d:person id="p"><r:activities><r:on-the-phone/></r:activities>
          <r:mood><r:happy/></r:mood><d:note>hm</d:note></d:person>
        <own:unknown><own:deep>1</own:deep></own:unknown>
      </pr:presence>
      """;

  private static Presence whole() {
    return Presence.parse(WHOLE.getBytes(UTF_8)).orElseThrow();
  }

  @Test
  @Rfc("EVT-29")
  void everythingInADocumentIsRead() {
    var presence = whole();
    assertThat(presence.entity()).isEqualTo("pres:alice@example.com");
    assertThat(presence.isOpen()).isTrue();
    assertThat(presence.tuples()).extracting(PresenceTuple::id).containsExactly("hand", "mail");
    var hand = presence.tuple("hand").orElseThrow();
    assertThat(hand.basic()).contains(BasicStatus.OPEN);
    assertThat(hand.contact()).contains("sip:alice@192.0.2.1");
    assertThat(hand.priority()).isEqualTo(OptionalDouble.of(0.8));
    assertThat(hand.notes())
        .containsExactly(
            new PresenceNote("Only if it burns", "en"),
            new PresenceNote("Nur wenn es brennt", "de"));
    assertThat(hand.timestamp()).contains(Instant.parse("2026-03-01T15:49:29.5Z"));
    assertThat(hand.activities()).containsExactly("meeting", "welding");
    assertThat(presence.tuple("mail").orElseThrow().priority()).isEmpty();
    assertThat(presence.notes()).containsExactly(PresenceNote.of("away soon"));
    var person = presence.persons().getFirst();
    assertThat(person.activities()).containsExactly("on-the-phone");
    assertThat(person.moods()).containsExactly("happy");
    assertThat(person.notes()).containsExactly(PresenceNote.of("hm"));
    assertThat(presence.activities()).containsExactly("on-the-phone", "meeting", "welding");
  }

  @Test
  @Rfc("EVT-29")
  void whatNobodyHereKnowsIsKept() {
    var presence = whole();
    assertThat(presence.extensions()).extracting(e -> e.name().local()).containsExactly("unknown");
    assertThat(presence.tuple("hand").orElseThrow().extensions())
        .extracting(e -> e.name().local())
        .containsExactly("battery", "place");
    assertThat(Presence.parse(presence.toBytes()).orElseThrow()).isEqualTo(presence);
    var edited = presence.toBuilder().note("edited", "en").build();
    assertThat(edited.extensions()).isEqualTo(presence.extensions());
    var hand = presence.tuple("hand").orElseThrow();
    assertThat(hand.toBuilder().build().extensions()).isEqualTo(hand.extensions());
    assertThat(hand.toBuilder().build().line()).contains("welding").isEqualTo(hand.line());
    assertThat(hand.toBuilder().basic(BasicStatus.CLOSED).build().extensions())
        .isEqualTo(hand.extensions());
  }

  @Test
  @Rfc("EVT-29")
  void aDocumentIsBuiltInTheOrderOfTheSchema() {
    var tuple =
        PresenceTuple.open("desk")
            .note("hello", "en")
            .timestamp(Instant.parse("2026-01-02T03:04:05Z"))
            .activity("busy")
            .contact("sip:a@192.0.2.1", 0.25)
            .build();
    var text =
        Presence.builder("sip:a@example.com")
            .note("all", null)
            .tuple(tuple)
            .person(PresencePerson.builder("p1").activity("away").mood("calm").build())
            .build()
            .toString();
    assertThat(text)
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\""
                + " xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\""
                + " xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\""
                + " entity=\"sip:a@example.com\"><tuple id=\"desk\"><status><basic>open</basic>"
                + "</status><rpid:activities><rpid:busy/></rpid:activities>"
                + "<contact priority=\"0.25\">sip:a@192.0.2.1</contact>"
                + "<note xml:lang=\"en\">hello</note>"
                + "<timestamp>2026-01-02T03:04:05Z</timestamp></tuple><note>all</note>"
                + "<dm:person id=\"p1\"><rpid:activities><rpid:away/></rpid:activities>"
                + "<rpid:mood><rpid:calm/></rpid:mood></dm:person></presence>");
  }

  @Test
  void unusableValuesOfOptionalPartsCountAsAbsent() {
    var text =
        "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:a@example.com'><tuple id='t'>"
            + "<status><basic>perhaps</basic></status><contact priority='much'/>"
            + "<timestamp>yesterday</timestamp></tuple></presence>";
    var tuple = Presence.parse(text.getBytes(UTF_8)).orElseThrow().tuples().getFirst();
    assertThat(tuple.basic()).isEmpty();
    assertThat(tuple.contact()).isEmpty();
    assertThat(tuple.priority()).isEmpty();
    assertThat(tuple.timestamp()).isEmpty();
  }

  @Test
  void partsThatTheSchemaDemandsAreMissed() {
    var open = "<presence xmlns='urn:ietf:params:xml:ns:pidf'";
    assertThat(Presence.parse((open + "/>").getBytes(UTF_8)).fault())
        .contains("<presence> has no entity");
    assertThat(
            Presence.parse(
                    (open + " entity='a'><tuple><status/></tuple></presence>").getBytes(UTF_8))
                .fault())
        .contains("<tuple> has no id");
    assertThat(
            Presence.parse((open + " entity='a'><tuple id='t'/></presence>").getBytes(UTF_8))
                .fault())
        .contains("<tuple> has no <status>");
  }

  @Test
  void severalPublicationsMakeOneDocument() {
    var desk = Presence.of("sip:a@example.com", BasicStatus.CLOSED);
    var hand =
        Presence.of("sip:a@example.com", BasicStatus.OPEN).toBuilder().note("x", null).build();
    var all = Presence.composed("sip:a@example.com", List.of(desk, hand, hand));
    assertThat(all.tuples()).extracting(PresenceTuple::id).containsExactly("t1", "t1-2", "t1-3");
    assertThat(all.notes()).hasSize(1);
    assertThat(all.isOpen()).isTrue();
    assertThat(Presence.composed("sip:a@example.com", List.of()).isOpen()).isFalse();
  }

  @Test
  void bodiesAreDescribedForPeople() {
    assertThat(whole().describe())
        .containsExactly(
            "pres:alice@example.com is open",
            "  hand: open, sip:alice@192.0.2.1 (priority 0.8), meeting, welding,"
                + " \"Only if it burns (en)\", \"Nur wenn es brennt (de)\","
                + " since 2026-03-01T15:49:29.500Z",
            "  mail: closed, mailto:alice@example.com",
            "  person, on-the-phone, happy, \"hm\"",
            "  \"away soon\"");
  }

  @Test
  void aTupleOfAPeerWithAnEmptyIdCanBeBuiltUpon() {
    var text =
        "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"sip:a@example.com\">"
            + "<tuple id=\"\"><status><basic>open</basic></status></tuple></presence>";
    var tuple = Presence.parse(text.getBytes(UTF_8)).body().orElseThrow().tuples().getFirst();
    assertThat(tuple.toBuilder().basic(BasicStatus.CLOSED).build().basic())
        .contains(BasicStatus.CLOSED);
  }

  @Test
  void builtPartsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> PresenceTuple.open(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PresenceTuple.open("t").contact("sip:a@example.com", 1.5))
        .withMessageContaining("0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PresenceTuple.open("t").activity("on it"));
  }
}

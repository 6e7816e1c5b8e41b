package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** Documents about conferences, read, written and put together. */
class ConferenceInfoTest {

  private static final String WHOLE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <conference-info xmlns="urn:ietf:params:xml:ns:conference-info"
          entity="sips:conf233@example.com" state="full" version="1">
        <conference-description>
          <subject>Agenda: this month's goals</subject>
          <maximum-user-count>8</maximum-user-count>
          <service-uris><entry><uri>http://sharepoint/salesgroup/</uri></entry></service-uris>
        </conference-description>
        <conference-state><user-count>33</user-count><active>true</active><locked>0</locked>
        </conference-state>
        <users>
          <user entity="sip:bob@example.com" state="full">
            <display-text>Bob Hoskins</display-text>
            <roles><entry>participant</entry></roles>
            <endpoint entity="sip:bob@pc33.example.com">
              <display-text>Bob's Laptop</display-text>
              <status>disconnected</status>
              <disconnection-method>departed</disconnection-method>
            </endpoint>
          </user>
          <user entity="sip:alice@example.com">
            <display-text>Alice</display-text>
            <endpoint entity="sip:4kfk4j392jsu@example.com;grid=433kj4j3u">
              <status>connected</status>
              <joining-method>dialed-out</joining-method>
              <media id="1">
                <type>audio</type><label>34567</label><src-id>432424</src-id>
                <status>sendrecv</status>
              </media>
              <call-info><sip><call-id>hsjh8980vhsb78</call-id></sip></call-info>
            </endpoint>
          </user>
        </users>
      </conference-info>
      """;

  private static final String CONF = "sips:conf233@example.com";

  private static ConferenceInfo whole() {
    return ConferenceInfo.parse(WHOLE.getBytes(UTF_8)).orElseThrow();
  }

  @Test
  @Rfc("EVT-32")
  void everythingInADocumentIsRead() {
    var info = whole();
    assertThat(info.entity()).isEqualTo(CONF);
    assertThat(info.version()).isEqualTo(1);
    assertThat(info.isFull()).isTrue();
    assertThat(info.subject()).contains("Agenda: this month's goals");
    assertThat(info.maximumUserCount()).isEqualTo(OptionalLong.of(8));
    assertThat(info.userCount()).isEqualTo(OptionalLong.of(33));
    assertThat(info.isActive()).isTrue();
    assertThat(info.isLocked()).isFalse();
    var bob = info.user("sip:bob@example.com").orElseThrow();
    assertThat(bob.displayText()).contains("Bob Hoskins");
    assertThat(bob.roles()).containsExactly("participant");
    assertThat(bob.endpoints().getFirst().disconnectionMethod()).contains("departed");
    var desk = info.user("sip:alice@example.com").orElseThrow().endpoints().getFirst();
    assertThat(desk.status()).contains("connected");
    assertThat(desk.joiningMethod()).contains("dialed-out");
    assertThat(desk.extensions()).hasSize(1);
    var audio = desk.media().getFirst();
    assertThat(audio.type()).contains("audio");
    assertThat(audio.label()).contains("34567");
    assertThat(audio.sourceId()).contains("432424");
    assertThat(audio.status()).contains("sendrecv");
    assertThat(ConferenceInfo.parse(info.toBytes()).orElseThrow()).isEqualTo(info);
    assertThat(info.describe())
        .containsExactly(
            CONF + " \"Agenda: this month's goals\" is active (version 1, full)",
            "  \"Bob Hoskins\" sip:bob@example.com, disconnected",
            "  \"Alice\" sip:alice@example.com, connected audio");
  }

  @Test
  @Rfc("EVT-32")
  void aDocumentIsBuiltAndReadAgain() {
    var desk =
        ConferenceEndpoint.builder("sip:bob@192.0.2.7")
            .displayText("desk")
            .status("connected")
            .joiningMethod("dialed-in")
            .medium(ConferenceMedium.of("1", "audio", "sendrecv"))
            .build();
    var info =
        ConferenceInfo.builder("sip:c@example.com", 0)
            .subject("Planning")
            .maximumUserCount(3)
            .userCount(1)
            .active(true)
            .locked(true)
            .user(
                ConferenceUser.builder("sip:bob@example.com")
                    .displayText("Bob")
                    .role("participant")
                    .endpoint(desk)
                    .build())
            .build();
    var read = ConferenceInfo.parse(info.toBytes()).orElseThrow();
    assertThat(read).isEqualTo(info);
    assertThat(read.isLocked()).isTrue();
    assertThat(read.users().getFirst().endpoints()).containsExactly(desk);
    assertThat(desk.media()).containsExactly(ConferenceMedium.of("1", "audio", "sendrecv"));
  }

  @Test
  @Rfc("EVT-32")
  void partialDocumentsChangeWhatTheyNameAndNothingElse() {
    var bobIsOnHold =
        ConferenceUser.builder("sip:bob@example.com")
            .change(ConferenceChange.PARTIAL)
            .endpoint(
                ConferenceEndpoint.builder("sip:bob@pc33.example.com")
                    .change(ConferenceChange.PARTIAL)
                    .status("on-hold")
                    .build())
            .build();
    var change =
        ConferenceInfo.builder(CONF, 2, ConferenceChange.PARTIAL)
            .userCount(34)
            .user(bobIsOnHold)
            .user(
                ConferenceUser.builder("sip:alice@example.com")
                    .change(ConferenceChange.DELETED)
                    .build())
            .user(ConferenceUser.builder("sip:carol@example.com").displayText("Carol").build())
            .build();
    var known = MergedState.<ConferenceInfo>none().with(whole()).with(change);
    assertThat(known.wantsRefresh()).isFalse();
    var now = known.state().orElseThrow();
    assertThat(now.isFull()).isTrue();
    assertThat(now.version()).isEqualTo(2);
    assertThat(now.subject()).contains("Agenda: this month's goals");
    assertThat(now.userCount()).isEqualTo(OptionalLong.of(34));
    // an element without a state of its own is told in full
    assertThat(now.isActive()).isFalse();
    assertThat(now.users())
        .extracting(ConferenceUser::entity)
        .containsExactly("sip:bob@example.com", "sip:carol@example.com");
    var bob = now.user("sip:bob@example.com").orElseThrow();
    assertThat(bob.displayText()).contains("Bob Hoskins");
    assertThat(bob.endpoints()).hasSize(1);
    assertThat(bob.endpoints().getFirst().status()).contains("on-hold");
    assertThat(bob.endpoints().getFirst().displayText()).contains("Bob's Laptop");
  }

  @Test
  @Rfc("EVT-32")
  void aGapAsksForARefreshAndTheEndIsTheWholeState() {
    var later = ConferenceInfo.builder(CONF, 4, ConferenceChange.PARTIAL).active(true).build();
    var known = MergedState.<ConferenceInfo>none().with(whole()).with(later);
    assertThat(known.wantsRefresh()).isTrue();
    known = known.with(ConferenceInfo.builder(CONF, 7, ConferenceChange.DELETED).build());
    assertThat(known.wantsRefresh()).isFalse();
    assertThat(known.state().orElseThrow().isDeleted()).isTrue();
    assertThat(known.state().orElseThrow().users()).isEmpty();
  }

  @Test
  void partsWithoutTheirKeyAreMissed() {
    var open = "<conference-info xmlns='urn:ietf:params:xml:ns:conference-info' ";
    assertThat(fault(open + "/>")).contains("no entity");
    assertThat(fault(open + "entity='a' state='partial'/>")).contains("no version");
    assertThat(fault(open + "entity='a' version='1'><users><user/></users></conference-info>"))
        .contains("<user> has no entity");
  }

  private static String fault(String text) {
    return ConferenceInfo.parse(text.getBytes(UTF_8)).fault().orElse("none");
  }

  static byte[] example() {
    return WHOLE.getBytes(UTF_8);
  }
}

package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** Documents about registrations, read, written and put together. */
class RegInfoTest {

  private static final String AOR = "sip:joe@example.com";

  private static final String WHOLE =
      """
      <?xml version="1.0"?>
      <reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="3" state="full"
          xmlns:gr="urn:ietf:params:xml:ns:gruuinfo">
        <registration aor="sip:joe@example.com" id="a7" state="active">
          <contact id="76" state="active" event="registered" duration-registered="7322"
              expires="3600" q="0.8" callid="x@y" cseq="17">
            <uri>sip:joe@pc34.example.com</uri>
            <display-name xml:lang="en">Joe</display-name>
            <unknown-param name="+sip.instance">"&lt;urn:uuid:1&gt;"</unknown-param>
            <gr:pub-gruu uri="sip:joe@example.com;gr=1"/>
          </contact>
          <contact id="77" state="terminated" event="probation" retry-after="60">
            <uri>sip:joe@pc35.example.com</uri>
          </contact>
        </registration>
      </reginfo>
      """;

  private static RegisteredContact contact(String id, ContactChange change) {
    return RegisteredContact.builder(id, "sip:" + id + "@192.0.2.1", change).build();
  }

  private static RegisteredAor joe(RegisteredContact... contacts) {
    return RegisteredAor.of(AOR, "a7", RegisteredState.ACTIVE, List.of(contacts));
  }

  @Test
  @Rfc("EVT-34")
  void everythingInADocumentIsRead() {
    var info = RegInfo.parse(WHOLE.getBytes(UTF_8)).orElseThrow();
    assertThat(info.version()).isEqualTo(3);
    assertThat(info.isFull()).isTrue();
    var joe = info.registrations().getFirst();
    assertThat(joe.aor()).isEqualTo(AOR);
    assertThat(joe.state()).isEqualTo(RegisteredState.ACTIVE);
    var first = joe.contact("76").orElseThrow();
    assertThat(first.isActive()).isTrue();
    assertThat(first.change()).contains(ContactChange.REGISTERED);
    assertThat(first.durationRegistered()).isEqualTo(OptionalLong.of(7322));
    assertThat(first.expires()).isEqualTo(OptionalLong.of(3600));
    assertThat(first.q()).isEqualTo(OptionalDouble.of(0.8));
    assertThat(first.callId()).contains("x@y");
    assertThat(first.cseq()).isEqualTo(OptionalLong.of(17));
    assertThat(first.displayName()).contains("Joe");
    assertThat(first.parameters()).isEqualTo(Map.of("+sip.instance", "\"<urn:uuid:1>\""));
    assertThat(first.publicGruu()).contains("sip:joe@example.com;gr=1");
    var second = info.contact("sip:joe@pc35.example.com").orElseThrow();
    assertThat(second.isActive()).isFalse();
    assertThat(second.change()).contains(ContactChange.PROBATION);
    assertThat(second.retryAfter()).isEqualTo(OptionalLong.of(60));
    assertThat(RegInfo.parse(info.toBytes()).orElseThrow()).isEqualTo(info);
    assertThat(info.describe())
        .containsExactly(
            "registrations (version 3, full)",
            "  sip:joe@example.com is active",
            "    sip:joe@pc34.example.com: active (registered), expires in 3600 s",
            "    sip:joe@pc35.example.com: terminated (probation), retry after 60 s");
  }

  @Test
  @Rfc("EVT-34")
  void aDocumentIsBuiltAndReadAgain() {
    var built =
        RegisteredContact.builder("c1", "sip:joe@192.0.2.1", ContactChange.REJECTED)
            .durationRegistered(5)
            .expires(0)
            .retryAfter(9)
            .q(0.5)
            .request("cid", 3)
            .displayName("Joe")
            .parameter("+sip.instance", "\"<urn:uuid:1>\"")
            .publicGruu("sip:joe@example.com;gr=1")
            .build();
    var info = RegInfo.partial(1, List.of(joe(built)));
    assertThat(info.toString())
        .contains(
            "<contact id=\"c1\" state=\"terminated\" event=\"rejected\" duration-registered=\"5\""
                + " expires=\"0\" retry-after=\"9\" q=\"0.5\" callid=\"cid\" cseq=\"3\">"
                + "<uri>sip:joe@192.0.2.1</uri>");
    assertThat(RegInfo.parse(info.toBytes()).orElseThrow()).isEqualTo(info);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RegisteredContact.builder("c", "sip:a@b.example", ContactChange.CREATED)
                    .expires(-1));
  }

  @Test
  @Rfc("EVT-34")
  void partialDocumentsAddUpContactByContact() {
    var known =
        MergedState.<RegInfo>none()
            .with(
                RegInfo.full(
                    0,
                    List.of(
                        joe(
                            contact("1", ContactChange.REGISTERED),
                            contact("2", ContactChange.REGISTERED)))))
            .with(RegInfo.partial(1, List.of(joe(contact("3", ContactChange.CREATED)))))
            .with(RegInfo.partial(2, List.of(joe(contact("1", ContactChange.EXPIRED)))))
            .with(RegInfo.partial(3, List.of(joe(contact("2", ContactChange.REFRESHED)))));
    assertThat(known.wantsRefresh()).isFalse();
    assertThat(known.state().orElseThrow().contacts())
        .containsExactly(
            contact("2", ContactChange.REFRESHED), contact("3", ContactChange.CREATED));
    known =
        known.with(
            RegInfo.partial(
                5,
                List.of(
                    RegisteredAor.of(
                        AOR,
                        "a7",
                        RegisteredState.TERMINATED,
                        List.of(contact("2", ContactChange.DEACTIVATED))))));
    assertThat(known.wantsRefresh()).isTrue();
    assertThat(known.state().orElseThrow().contacts())
        .containsExactly(contact("2", ContactChange.DEACTIVATED));
  }

  @Test
  void partsThatTheSchemaDemandsAreMissed() {
    var open = "<reginfo xmlns='urn:ietf:params:xml:ns:reginfo' version='0' state='full'>";
    assertThat(fault(open.replace("version='0'", "") + "</reginfo>")).contains("no version");
    assertThat(fault(open + "<registration id='1' state='init'/></reginfo>")).contains("no aor");
    assertThat(
            fault(
                open
                    + "<registration aor='a' id='1' state='active'>"
                    + "<contact id='1' state='active'/></registration></reginfo>"))
        .contains("no <uri>");
    assertThat(fault(open + "<registration aor='a' id='1' state='up'/></reginfo>"))
        .contains("unknown");
  }

  private static String fault(String text) {
    return RegInfo.parse(text.getBytes(UTF_8)).fault().orElse("none");
  }
}

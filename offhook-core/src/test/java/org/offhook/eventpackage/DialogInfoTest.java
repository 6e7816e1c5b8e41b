package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.message.MediaType;
import org.offhook.testing.Rfc;

/** Documents about dialogs, read, written and put together. */
class DialogInfoTest {

  private static final String WHO = "sip:alice@example.com";

  private static final String WHOLE =
      """
      <?xml version="1.0"?>
      <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="7" state="partial"
          entity="sip:alice@example.com" xmlns:sa="urn:ietf:params:xml:ns:sa-dialog-info">
        <dialog id="as7d900as8" call-id="a84b4c76e66710" local-tag="1928301774"
            remote-tag="456887766" direction="initiator">
          <sa:exclusive>false</sa:exclusive>
          <state event="rejected" code="486">terminated</state>
          <duration>274</duration>
          <replaces call-id="hg287s98s89" local-tag="6762h7" remote-tag="09278hsb"/>
          <referred-by display="Carol">sip:carol@example.com</referred-by>
          <route-set><hop>sip:p1.example.com;lr</hop><hop>sip:p2.example.com;lr</hop></route-set>
          <local>
            <identity display="Alice &amp; co">sip:alice@example.com</identity>
            <target uri="sip:alice@pc33.example.com">
              <param pname="isfocus" pval=""/>
              <param pname="+sip.rendering" pval="no"/>
            </target>
          </local>
          <remote>
            <identity>sip:bob@example.com</identity>
            <session-description type="application/sdp">v=0</session-description>
            <cseq>9</cseq>
          </remote>
        </dialog>
      </dialog-info>
      """;

  private static DialogState dialog(String id, DialogPhase phase) {
    return DialogState.builder(id, phase).build();
  }

  @Test
  @Rfc("EVT-31")
  void everythingInADocumentIsRead() {
    var info = DialogInfo.parse(WHOLE.getBytes(UTF_8)).orElseThrow();
    assertThat(info.version()).isEqualTo(7);
    assertThat(info.isFull()).isFalse();
    assertThat(info.entity()).isEqualTo(WHO);
    assertThat(info.isBusy()).isFalse();
    var dialog = info.dialog("as7d900as8").orElseThrow();
    assertThat(dialog.names())
        .contains(new DialogNames("a84b4c76e66710", "1928301774", "456887766"));
    assertThat(dialog.role()).contains(DialogRole.INITIATOR);
    assertThat(dialog.phase()).isEqualTo(DialogPhase.TERMINATED);
    assertThat(dialog.end()).contains(DialogEnd.REJECTED);
    assertThat(dialog.code()).isEqualTo(OptionalInt.of(486));
    assertThat(dialog.duration()).contains(Duration.ofSeconds(274));
    assertThat(dialog.replaces()).contains(new DialogNames("hg287s98s89", "6762h7", "09278hsb"));
    assertThat(dialog.referredBy()).contains("sip:carol@example.com");
    assertThat(dialog.routeSet()).containsExactly("sip:p1.example.com;lr", "sip:p2.example.com;lr");
    assertThat(dialog.extensions()).extracting(e -> e.name().local()).containsExactly("exclusive");
    var local = dialog.local().orElseThrow();
    assertThat(local.identity()).contains(WHO);
    assertThat(local.displayName()).contains("Alice & co");
    assertThat(local.target()).contains("sip:alice@pc33.example.com");
    assertThat(local.targetParameters()).isEqualTo(Map.of("isfocus", "", "+sip.rendering", "no"));
    assertThat(local.isOnHold()).isTrue();
    var remote = dialog.remote().orElseThrow();
    assertThat(remote.sessionDescription()).contains("v=0");
    assertThat(remote.extensions()).hasSize(1);
    assertThat(remote.isOnHold()).isFalse();
    assertThat(DialogInfo.parse(info.toBytes()).orElseThrow()).isEqualTo(info);
  }

  @Test
  @Rfc("EVT-31")
  void aDocumentIsBuiltAndReadAgain() {
    var built =
        DialogState.builder("d1", DialogPhase.CONFIRMED)
            .names(new DialogNames("c", "l", null))
            .role(DialogRole.RECIPIENT)
            .code(200)
            .duration(Duration.ofMillis(61_900))
            .replaces(new DialogNames("x", "y", "z"))
            .referredBy("sip:carol@example.com")
            .local(
                DialogParty.builder()
                    .identity(WHO, "Alice")
                    .target("sip:a@192.0.2.1")
                    .targetParameter("+sip.rendering", "yes")
                    .sessionDescription(MediaType.APPLICATION_SDP, "v=0")
                    .build())
            .remote(DialogParty.builder().identity("sip:bob@example.com", null).build())
            .build();
    var info = DialogInfo.full(WHO, 0, List.of(built));
    assertThat(info.toString())
        .contains("<dialog id=\"d1\" call-id=\"c\" local-tag=\"l\" direction=\"recipient\">")
        .contains("<state code=\"200\">confirmed</state><duration>61</duration>")
        .contains("<remote><identity>sip:bob@example.com</identity></remote>");
    var read = DialogInfo.parse(info.toBytes()).orElseThrow();
    assertThat(read).isEqualTo(info);
    assertThat(read.isBusy()).isTrue();
    assertThat(read.dialogs().getFirst().local().orElseThrow().isOnHold()).isFalse();
    assertThat(read.describe())
        .containsExactly(
            "sip:alice@example.com (version 0, full)",
            "  d1: confirmed 200, call from sip:bob@example.com, for 61 s");
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonHasItsWord(DialogEnd why) {
    var state = DialogState.builder("d", DialogPhase.TERMINATED).end(why).build();
    assertThat(state.end()).contains(why);
    assertThat(state.toString()).contains("event=\"" + why.toString() + "\"");
    assertThat(why.toString()).matches("[a-z-]+");
  }

  @Test
  @Rfc("EVT-31")
  void partialDocumentsAddUp() {
    var known =
        MergedState.<DialogInfo>none()
            .with(
                DialogInfo.full(
                    WHO,
                    0,
                    List.of(dialog("a", DialogPhase.EARLY), dialog("b", DialogPhase.CONFIRMED))))
            .with(DialogInfo.partial(WHO, 1, List.of(dialog("a", DialogPhase.CONFIRMED))))
            .with(DialogInfo.partial(WHO, 2, List.of(dialog("b", DialogPhase.TERMINATED))))
            .with(DialogInfo.partial(WHO, 3, List.of(dialog("c", DialogPhase.TRYING))));
    assertThat(known.wantsRefresh()).isFalse();
    var state = known.state().orElseThrow();
    assertThat(state.version()).isEqualTo(3);
    assertThat(state.isFull()).isTrue();
    assertThat(state.dialogs())
        .containsExactly(dialog("a", DialogPhase.CONFIRMED), dialog("c", DialogPhase.TRYING));
  }

  @Test
  @Rfc("EVT-31")
  void aGapInTheVersionsAsksForARefreshUntilTheFullStateComes() {
    var known =
        MergedState.<DialogInfo>none()
            .with(DialogInfo.full(WHO, 4, List.of()))
            .with(DialogInfo.partial(WHO, 6, List.of(dialog("a", DialogPhase.EARLY))));
    assertThat(known.wantsRefresh()).isTrue();
    assertThat(known.state().orElseThrow().dialogs()).hasSize(1);
    known = known.with(DialogInfo.partial(WHO, 7, List.of(dialog("b", DialogPhase.EARLY))));
    assertThat(known.wantsRefresh()).isTrue();
    known = known.with(DialogInfo.full(WHO, 9, List.of()));
    assertThat(known.wantsRefresh()).isFalse();
    assertThat(known.state().orElseThrow().isBusy()).isFalse();
  }

  @Test
  void aFirstDocumentThatIsNotFullAsksForARefresh() {
    var known = MergedState.<DialogInfo>none().with(DialogInfo.partial(WHO, 0, List.of()));
    assertThat(known.wantsRefresh()).isTrue();
    assertThat(known.state()).isPresent();
  }

  @Test
  @Rfc("EVT-31")
  void olderDocumentsChangeNothing() {
    var now = List.of(dialog("a", DialogPhase.CONFIRMED));
    var known = MergedState.<DialogInfo>none().with(DialogInfo.full(WHO, 5, now));
    var late = known.with(DialogInfo.partial(WHO, 5, List.of(dialog("a", DialogPhase.EARLY))));
    assertThat(late.state().orElseThrow().dialogs()).isEqualTo(now);
    assertThat(late.wasChanged()).isFalse();
    late = known.with(DialogInfo.full(WHO, 4, List.of()));
    assertThat(late.state().orElseThrow().dialogs()).isEqualTo(now);
    assertThat(late.wantsRefresh()).isFalse();
  }

  @Test
  void fullDocumentsOfOneNumberCountForNotifiersThatDoNotCount() {
    var known =
        MergedState.<DialogInfo>none()
            .with(DialogInfo.full(WHO, 2, List.of()))
            .with(DialogInfo.full(WHO, 2, List.of(dialog("a", DialogPhase.EARLY))));
    assertThat(known.state().orElseThrow().isBusy()).isTrue();
  }

  @Test
  void partsThatTheSchemaDemandsAreMissed() {
    var open = "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info' ";
    assertThat(fault(open + "/>")).contains("no version");
    assertThat(fault(open + "version='x' state='full' entity='a'/>")).contains("no number");
    assertThat(fault(open + "version='1' state='full'/>")).contains("no entity");
    assertThat(
            fault(
                open
                    + "version='1' state='full' entity='a'><dialog id='1'><state>up</state>"
                    + "</dialog></dialog-info>"))
        .contains("'up'");
    assertThat(fault(open + "version='99999999999999999999' state='full' entity='a'/>"))
        .isEqualTo("none");
  }

  private static String fault(String text) {
    return DialogInfo.parse(text.getBytes(UTF_8)).fault().orElse("none");
  }
}

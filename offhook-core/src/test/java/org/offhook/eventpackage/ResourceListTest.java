package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.MediaType;
import org.offhook.testing.Rfc;

/** Lists of resources, read, written and put together. */
class ResourceListTest {

  private static final String FRIENDS = "sip:friends@example.com";
  private static final String BOB = "sip:bob@example.com";
  private static final String CAROL = "sip:carol@example.com";
  private static final MediaType RELATED =
      MediaType.parse(
          "multipart/related;type=\"application/rlmi+xml\";start=\"<root@example.com>\""
              + ";boundary=\"b 1\"");

  private static final String WHOLE =
      """
      --b 1
      Content-Transfer-Encoding: binary
      Content-ID: <bob@example.com>
      Content-Type: application/pidf+xml;charset="UTF-8"

      <presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:bob@example.com">
        <tuple id="t"><status><basic>open</basic></status></tuple>
      </presence>
      --b 1
      Content-ID: <root@example.com>
      Content-Type: application/rlmi+xml;charset="UTF-8"

      <list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:friends@example.com" version="7"
          fullState="false" xmlns:x="urn:x">
        <name xml:lang="en">Friends</name>
        <name xml:lang="de">Freunde</name>
        <resource uri="sip:bob@example.com">
          <name>Bob</name>
          <instance id="i1" state="active" cid="bob@example.com"/>
          <instance id="i2" state="terminated" reason="noresource"/>
          <x:more/>
        </resource>
        <resource uri="sip:carol@example.com"><instance id="c" state="pending"/></resource>
        <resource uri="sip:dave@example.com"/>
      </list>
      --b 1--
      """;

  private static ListedBody presence(String cid, String uri, String activity) {
    var tuple = PresenceTuple.open("t").activity(activity).build();
    return ListedBody.of(cid, Presence.builder(uri).tuple(tuple).build());
  }

  private static ListedResource active(String uri, String id, String cid) {
    return ListedResource.of(uri, List.of(ResourceInstance.of(id, InstancePhase.ACTIVE).cid(cid)));
  }

  private static ResourceList read(ResourceList list) {
    return BodyFormat.RESOURCE_LIST.parse(list.mediaType(), list.toBytes()).orElseThrow();
  }

  private static String activity(ResourceList list, String uri) {
    var states = list.states(list.resource(uri).orElseThrow(), BodyFormat.PRESENCE);
    return states.isEmpty()
        ? "none"
        : states.getFirst().tuples().getFirst().activities().toString();
  }

  @Test
  @Rfc("EVT-36")
  void everythingInABodyIsReadWhereverItsRootStands() {
    var list = ResourceList.parse(RELATED, WHOLE.getBytes(UTF_8)).orElseThrow();
    assertThat(list.uri()).isEqualTo(FRIENDS);
    assertThat(list.version()).isEqualTo(7);
    assertThat(list.isFull()).isFalse();
    assertThat(list.names()).isEqualTo(Map.of("en", "Friends", "de", "Freunde"));
    assertThat(list.resources()).extracting(ListedResource::uri).hasSize(3).contains(BOB, CAROL);
    var bob = list.resource(BOB).orElseThrow();
    assertThat(bob.names()).isEqualTo(Map.of("", "Bob"));
    assertThat(bob.extensions()).hasSize(1);
    var first = bob.instance("i1").orElseThrow();
    assertThat(first.phase()).isEqualTo(InstancePhase.ACTIVE);
    assertThat(first.cid()).contains("bob@example.com");
    var state = list.body(first).orElseThrow().as(BodyFormat.PRESENCE).orElseThrow();
    assertThat(state.isOpen()).isTrue();
    var second = bob.instance("i2").orElseThrow();
    assertThat(second.phase()).isEqualTo(InstancePhase.TERMINATED);
    assertThat(second.reason()).contains("noresource");
    assertThat(list.body(second)).isEmpty();
    var carol = list.resource(CAROL).orElseThrow();
    assertThat(carol.instances().getFirst().phase()).isEqualTo(InstancePhase.PENDING);
    assertThat(list.describe())
        .containsExactly(
            "Friends sip:friends@example.com (version 7, partial)",
            "  Bob sip:bob@example.com: active, terminated (noresource)",
            "  sip:carol@example.com: pending",
            "  sip:dave@example.com: nothing known");
    assertThat(read(list)).isEqualTo(list);
  }

  @Test
  void aListInsideAListIsAStateLikeAnyOther() {
    var inner =
        ResourceList.full("sip:club@example.com", 0, List.of(active(BOB, "b", "b@x")), List.of());
    var outer =
        ResourceList.full(
                FRIENDS,
                0,
                List.of(active("sip:club@example.com", "i", "c@x").named("Club", "en")),
                List.of(ListedBody.of("c@x", inner)))
            .named("All", "");
    var again = read(outer);
    assertThat(again).isEqualTo(outer).hasSameHashCodeAs(outer);
    assertThat(again.states(again.resources().getFirst(), BodyFormat.RESOURCE_LIST))
        .containsExactly(inner);
    assertThat(again.toString()).contains("All " + FRIENDS).contains("Club sip:club@example.com");
  }

  @Test
  @Rfc("EVT-36")
  void partialListsChangeWhatTheyNameAndNothingElse() {
    var known =
        MergedState.<ResourceList>none()
            .with(
                ResourceList.full(
                        FRIENDS,
                        0,
                        List.of(
                            active(BOB, "b", "1@x").named("Bob", ""), active(CAROL, "c", "2@x")),
                        List.of(presence("1@x", BOB, "busy"), presence("2@x", CAROL, "meal")))
                    .named("Friends", "en"))
            .with(
                ResourceList.partial(
                    FRIENDS,
                    1,
                    List.of(active(BOB, "b", "3@x")),
                    List.of(presence("3@x", BOB, "away"))));
    assertThat(known.wantsRefresh()).isFalse();
    var state = known.state().orElseThrow();
    assertThat(state.isFull()).isTrue();
    assertThat(state.version()).isEqualTo(1);
    assertThat(state.names()).containsEntry("en", "Friends");
    assertThat(state.resource(BOB).orElseThrow().names()).containsEntry("", "Bob");
    assertThat(activity(state, BOB)).isEqualTo("[away]");
    assertThat(activity(state, CAROL)).isEqualTo("[meal]");
    assertThat(state.bodies()).extracting(ListedBody::contentId).containsOnly("2@x", "3@x");
    var over = ResourceInstance.of("b", InstancePhase.TERMINATED).reason("timeout");
    known =
        known.with(
            ResourceList.partial(
                FRIENDS, 2, List.of(ListedResource.of(BOB, List.of(over))), List.of()));
    assertThat(known.state().orElseThrow().resource(BOB).orElseThrow().instances())
        .as("told once")
        .containsExactly(over);
    known = known.with(ResourceList.partial(FRIENDS, 3, List.of(), List.of()));
    assertThat(known.state().orElseThrow().resource(BOB).orElseThrow().instances()).isEmpty();
    known = known.with(ResourceList.full(FRIENDS, 4, List.of(), List.of()));
    assertThat(known.state().orElseThrow().resources()).as("full replaces").isEmpty();
  }

  @Test
  void aNotifierThatNamesItsPartsAlikeMixesUpNobody() {
    var first =
        ResourceList.full(
            FRIENDS, 0, List.of(active(BOB, "b", "1")), List.of(presence("1", BOB, "busy")));
    var second =
        ResourceList.partial(
            FRIENDS, 1, List.of(active(CAROL, "c", "1")), List.of(presence("1", CAROL, "meal")));
    var silent =
        ResourceList.partial(
            FRIENDS,
            2,
            List.of(
                ListedResource.of(BOB, List.of(ResourceInstance.of("b", InstancePhase.ACTIVE)))),
            List.of());
    var state =
        MergedState.<ResourceList>none().with(first).with(second).with(silent).state().get();
    assertThat(activity(state, BOB)).isEqualTo("[busy]");
    assertThat(activity(state, CAROL)).isEqualTo("[meal]");
    assertThat(activity(read(state), BOB)).isEqualTo("[busy]");
  }

  @Test
  @Rfc("EVT-36")
  void aGapInTheVersionsAsksForARefreshUntilTheFullListComes() {
    var known =
        MergedState.<ResourceList>none()
            .with(ResourceList.full(FRIENDS, 4, List.of(), List.of()))
            .with(ResourceList.partial(FRIENDS, 6, List.of(active(BOB, "b", "1")), List.of()));
    assertThat(known.wantsRefresh()).isTrue();
    assertThat(known.state().orElseThrow().resources()).hasSize(1);
    var late = known.with(ResourceList.partial(FRIENDS, 5, List.of(), List.of()));
    assertThat(late.wasChanged()).isFalse();
    known = known.with(ResourceList.full(FRIENDS, 7, List.of(), List.of()));
    assertThat(known.wantsRefresh()).isFalse();
  }

  @Test
  void theFirstPartIsTheRootWhereNoneIsNamed() {
    var list = ResourceList.full(FRIENDS, 0, List.of(), List.of(presence("1", BOB, "busy")));
    var bare = MediaType.parse("multipart/related");
    var named = list.mediaType().with("start", "<nobody@example.com>");
    assertThat(ResourceList.parse(bare, list.toBytes()).orElseThrow()).isEqualTo(list);
    assertThat(ResourceList.parse(named, list.toBytes()).orElseThrow()).isEqualTo(list);
    assertThat(BodyFormat.RESOURCE_LIST.parse(list.toBytes()).orElseThrow()).isEqualTo(list);
    var alone = list.element().toString().getBytes(UTF_8);
    assertThat(BodyFormat.RESOURCE_LIST.parse(ResourceList.RLMI, alone).orElseThrow().uri())
        .isEqualTo(FRIENDS);
  }

  @Test
  @Rfc("EVT-36")
  void whatIsNoListIsAFaultInWords() {
    assertThat(fault(RELATED, "no such boundary")).contains("boundary");
    assertThat(fault(MediaType.parse("multipart/related"), "")).contains("boundary");
    assertThat(fault(MediaType.TEXT_PLAIN, "x")).contains("text/plain");
    assertThat(fault(RELATED, WHOLE.replace("application/rlmi+xml", "text/xml")))
        .contains("the root part is text/xml");
    assertThat(fault(RELATED, WHOLE.replace("version=\"7\"", ""))).contains("no version");
    assertThat(fault(RELATED, WHOLE.replace("fullState=\"false\"", ""))).contains("no fullState");
    assertThat(fault(RELATED, WHOLE.replace("uri=\"sip:bob@example.com\"", "")))
        .contains("<resource> has no uri");
    assertThat(fault(RELATED, WHOLE.replace("\"pending\"", "\"up\""))).contains("'up'");
    assertThat(fault(RELATED, WHOLE.replace("<list", "<!DOCTYPE list><list")))
        .contains("document type");
    assertThatThrownBy(() -> ListedBody.of("a b", MediaType.TEXT_PLAIN, new byte[0]))
        .hasMessageContaining("a7@example.com");
  }

  private static String fault(MediaType type, String body) {
    return ResourceList.parse(type, body.getBytes(UTF_8)).fault().orElse("none");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  @Rfc("EVT-36")
  void damagedBodiesGiveAValueAndNeverAnException(long seed) {
    var random = new Random(seed);
    int read = 0;
    for (int i = 0; i < 1500; i++) {
      byte[] body = WHOLE.getBytes(UTF_8);
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        int at = random.nextInt(body.length);
        int until = Math.min(body.length, at + random.nextInt(12));
        if (random.nextBoolean()) {
          Arrays.fill(body, at, until, (byte) random.nextInt(256));
        } else {
          System.arraycopy(body, random.nextInt(body.length - until + at), body, at, until - at);
        }
      }
      var list = ResourceList.parse(RELATED, body).body();
      if (list.isPresent()) {
        read++;
        assertThat(list.get().describe()).isNotEmpty();
        assertThat(read(list.get())).isEqualTo(list.get());
        assertThat(list.get().mergedInto(list.get()).isFull()).isTrue();
      }
    }
    assertThat(read).as("bodies that survived").isBetween(100, 1400);
  }
}

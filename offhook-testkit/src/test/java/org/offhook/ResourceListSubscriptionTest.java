package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.InstancePhase;
import org.offhook.eventpackage.ListedBody;
import org.offhook.eventpackage.ListedResource;
import org.offhook.eventpackage.MessageSummary;
import org.offhook.eventpackage.ResourceInstance;
import org.offhook.eventpackage.ResourceList;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** A subscription of alice to a list of mailboxes at a server: RFC 4662 §3, §4. */
@ExtendWith(SimWorldExtension.class)
class ResourceListSubscriptionTest {

  private static final String BOXES = "sip:bob@10.0.0.2";
  private static final MediaType SUMMARY = MessageSummary.TYPE;

  private static SubscribeOptions mailboxes() {
    return SubscribeOptions.to(BOXES, "message-summary").ownEvents();
  }

  private static ListedResource box(String user) {
    var instance = ResourceInstance.of("1", InstancePhase.ACTIVE).cid(user + "@x");
    return ListedResource.of("sip:" + user + "@example.com", List.of(instance));
  }

  private static ListedBody waiting(String user, int messages) {
    return ListedBody.of(user + "@x", MessageSummary.voice(messages, 0));
  }

  private static void tell(Notifying server, ResourceList list) {
    server.tell(
        "active;expires=3600",
        notify -> notify.raw("Require", "eventlist").body(list.mediaType(), list.toBytes()));
  }

  private static List<Boolean> waiting(Subscription subscription) {
    var list = subscription.state(BodyFormat.RESOURCE_LIST).orElseThrow();
    return list.resources().stream()
        .flatMap(box -> list.states(box, BodyFormat.MESSAGE_SUMMARY).stream())
        .map(MessageSummary::isWaiting)
        .toList();
  }

  // --SUBSCRIBE (Supported: eventlist)--> <--200-- <--NOTIFY (0, full)-- <--NOTIFY (1, partial)--
  // <--NOTIFY (3, partial)-- --SUBSCRIBE--> <--200-- <--NOTIFY (4, full)-- <--NOTIFY (garbage)--
  @Test
  @Rfc("EVT-36")
  void aListAddsUpAndWhatWasMissedIsAskedFor(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(mailboxes().resourceList());
            var server = Notifying.of(phone);
            var sent = server.subscribe().headers();
            assertThat(sent.texts("Supported")).containsExactly("eventlist");
            assertThat(String.join(",", sent.texts("Accept")))
                .contains(SUMMARY.toString(), "multipart/related", "application/rlmi+xml");
            server.answer(200, "Expires: 3600", "Require: eventlist");
            tell(
                server,
                ResourceList.full(
                    BOXES,
                    0,
                    List.of(box("bob"), box("carol")),
                    List.of(waiting("bob", 0), waiting("carol", 2))));
            phone.response(200, Method.NOTIFY);
            subscription.awaitOk();
            assertThat(waiting(subscription)).containsExactly(false, true);
            var change = List.of(waiting("bob", 1));
            tell(server, ResourceList.partial(BOXES, 1, List.of(box("bob")), change));
            phone.response(200, Method.NOTIFY);
            assertThat(waiting(subscription)).containsExactly(true, true);
            var latest = subscription.latest().orElseThrow().as(BodyFormat.RESOURCE_LIST);
            assertThat(latest.orElseThrow().resources()).hasSize(1);
            assertThat(phone.count("SUBSCRIBE")).isEqualTo(1);
            tell(server, ResourceList.partial(BOXES, 3, List.of(), List.of()));
            phone.response(200, Method.NOTIFY);
            var refresh = server.awaitRefresh();
            assertThat(refresh.headers().texts("Supported")).containsExactly("eventlist");
            server.answer(200, "Expires: 3600");
            var rest = List.of(waiting("carol", 0));
            tell(server, ResourceList.full(BOXES, 4, List.of(box("carol")), rest));
            phone.response(200, Method.NOTIFY);
            assertThat(waiting(subscription)).containsExactly(false);
            server.tell(
                "active;expires=3600",
                notify ->
                    notify
                        .raw("Require", "eventlist")
                        .body(
                            MediaType.parse("multipart/related;boundary=b"), new byte[] {'-', 0}));
            phone.response(200, Method.NOTIFY);
            assertThat(subscription.latest().orElseThrow().as(BodyFormat.RESOURCE_LIST).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("boundary"));
            assertThat(waiting(subscription)).as("the last that was read").containsExactly(false);
            assertThat(phone.count("SUBSCRIBE")).isEqualTo(2);
            server.told("terminated;reason=noresource", 200);
          }
        });
  }

  // --SUBSCRIBE (Supported: eventlist)--> <--200-- <--NOTIFY (one mailbox)-- : no list of that name
  @Test
  void aNotifierWithoutListsTellsOneStateAsAlways(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(mailboxes().resourceList());
            var server = Notifying.of(phone);
            server.answer(200, "Expires: 3600");
            server.tell(
                "active;expires=3600",
                notify -> notify.body(SUMMARY, MessageSummary.voice(1, 0).toBytes()));
            phone.response(200, Method.NOTIFY);
            subscription.awaitOk();
            assertThat(subscription.state(BodyFormat.MESSAGE_SUMMARY).orElseThrow().isWaiting())
                .isTrue();
            assertThat(subscription.state(BodyFormat.RESOURCE_LIST)).isEmpty();
            server.told("terminated;reason=noresource", 200);
          }
        });
  }

  // --SUBSCRIBE--> <--200-- <--NOTIFY (Require: eventlist)-- --420-->
  @Test
  @Rfc("EVT-36")
  void whoDidNotAskForListsSaysNothingOfThemAndRefusesThem(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(mailboxes());
            var server = Notifying.of(phone);
            assertThat(server.subscribe().toString()).doesNotContain("eventlist", "rlmi");
            server.answer(200, "Expires: 3600");
            tell(server, ResourceList.full(BOXES, 0, List.of(), List.of()));
            var refusal = phone.response(420, Method.NOTIFY);
            assertThat(refusal.headers().texts("Unsupported")).containsExactly("eventlist");
            server.told("active;expires=3600", 200);
            subscription.awaitOk();
            assertThat(subscription.latest().orElseThrow().type()).isEmpty();
            server.told("terminated;reason=noresource", 200);
          }
        });
  }

  // a package that nobody here knows: its own type may be any
  @Test
  void inAPackageOfOnesOwnAnyTypeIsTakenBesideLists(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription =
                alice.subscribe(SubscribeOptions.to(BOXES, "x-lamp").ownEvents().resourceList());
            var server = Notifying.of(phone);
            server.answer(200, "Expires: 3600");
            server.tell("active;expires=3600", "on");
            phone.response(200, Method.NOTIFY);
            assertThat(subscription.awaitOk().latest().orElseThrow().text()).isEqualTo("on");
            server.told("terminated;reason=noresource", 200);
          }
        });
  }
}

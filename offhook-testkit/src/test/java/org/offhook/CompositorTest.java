package org.offhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;

/** States that phones publish at alice's endpoint: RFC 3903 §6. */
@ExtendWith(SimWorldExtension.class)
class CompositorTest {

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.PUBLISH);
    var alice =
        Scene.alice(
            world,
            options ->
                options
                    .capabilities(Capabilities.DEFAULT.withAllow(methods))
                    .events(EventPackage.PRESENCE, EventPackage.of("x-any")));
    alice.onPublish(IncomingPublication::accept);
    return alice;
  }

  private static SipResponse publish(
      Phone phone, String event, UnaryOperator<SipRequest.Builder> edit)
      throws InterruptedException {
    phone
        .caller("p" + phone.got().size())
        .send(Method.PUBLISH, b -> edit.apply(b.raw("Event", event)));
    return (SipResponse) phone.take();
  }

  /** A PUBLISH of presence: with a condition, a body, a time, each if not null. */
  private static SipResponse presence(
      Phone phone, @Nullable String match, @Nullable String body, @Nullable Integer expires)
      throws InterruptedException {
    return publish(
        phone,
        "presence",
        b -> {
          if (match != null) {
            b.raw("SIP-If-Match", match);
          }
          if (expires != null) {
            b.set(HeaderName.EXPIRES, (long) expires);
          }
          return body == null
              ? b
              : b.body(MediaType.of("application", "pidf+xml"), body.getBytes(UTF_8));
        });
  }

  private static String tag(SipResponse response) {
    assertThat(response.status()).isEqualTo(Status.OK);
    return response.headers().text("SIP-ETag").orElseThrow();
  }

  private static SubscriptionEvent.StatesChanged changed(Endpoint alice)
      throws InterruptedException {
    return (SubscriptionEvent.StatesChanged) alice.events().take();
  }

  // first (A) , refresh (B), changed (C), removed : each with a new tag, and the old one is gone
  @Test
  void aStateIsKeptUnderATagThatChangesWithEachPublish(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var first = presence(phone, null, "open", 600);
            assertThat(first.headers().texts("Expires")).containsExactly("600");
            var a = tag(first);
            var told = changed(alice);
            assertThat(told.address()).isEqualTo("sip:alice@10.0.0.1");
            assertThat(told.eventPackage()).isEqualTo("presence");
            assertThat(told.states()).extracting(NotifyBody::text).containsExactly("open");
            var b = tag(presence(phone, a, null, 600));
            assertThat(b).isNotEqualTo(a);
            assertThat(presence(phone, a, null, 600).status().code()).isEqualTo(412);
            var c = tag(presence(phone, b, "closed", 600));
            assertThat(changed(alice).states())
                .extracting(NotifyBody::text)
                .containsExactly("closed");
            var removed = presence(phone, c, null, 0);
            assertThat(removed.headers().texts("Expires")).containsExactly("0");
            assertThat(changed(alice).states()).isEmpty();
            assertThat(presence(phone, c, null, 0).status().code()).isEqualTo(412);
            assertThat(alice.events().size()).as("a refresh changes nothing").isZero();
          }
        });
  }

  @Test
  void whatIsNotRefreshedIsForgotten(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var a = tag(presence(phone, null, "open", 100));
            changed(alice);
            world.advance(Duration.ofSeconds(90));
            tag(presence(phone, a, null, 100));
            var begun = world.now();
            assertThat(changed(alice).states()).isEmpty();
            assertThat(world.now().minus(begun).toSeconds()).isBetween(99L, 100L);
          }
        });
  }

  @Test
  void severalPublishersOfOneAddressStandSideBySide(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var desk = tag(presence(phone, null, "desk", 600));
            changed(alice);
            tag(presence(phone, null, "mobile", 100));
            assertThat(changed(alice).states())
                .extracting(NotifyBody::text)
                .containsExactly("desk", "mobile");
            tag(publish(phone, "x-any", b -> b.body(MediaType.TEXT_PLAIN, new byte[] {1})));
            assertThat(changed(alice).states()).hasSize(1);
            assertThat(changed(alice).states())
                .extracting(NotifyBody::text)
                .containsExactly("desk");
            tag(presence(phone, desk, null, 0));
            assertThat(changed(alice).states()).isEmpty();
          }
        });
  }

  @Test
  void whatBreaksTheRulesIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var unknown = publish(phone, "dialog", b -> b);
            assertThat(unknown.status()).isEqualTo(Status.BAD_EVENT);
            assertThat(unknown.headers().all(HeaderName.ALLOW_EVENTS))
                .containsExactly("presence", "x-any");
            assertThat(presence(phone, null, null, 600).status().code()).isEqualTo(400);
            var brief = presence(phone, null, "open", 59);
            assertThat(brief.status().code()).isEqualTo(423);
            assertThat(brief.headers().texts("Min-Expires")).containsExactly("60");
            var type =
                publish(phone, "presence", b -> b.body(MediaType.TEXT_PLAIN, new byte[] {1}));
            assertThat(type.status().code()).isEqualTo(415);
            assertThat(type.headers().texts("Accept")).containsExactly("application/pidf+xml");
            assertThat(presence(phone, "none", "open", 600).status().code()).isEqualTo(412);
            var two =
                publish(
                    phone, "presence", b -> b.raw("SIP-If-Match", "a").raw("SIP-If-Match", "b"));
            assertThat(two.status().code()).isEqualTo(400);
            assertThat(presence(phone, null, "open", 1_000_000).headers().texts("Expires"))
                .containsExactly("86400");
            changed(alice);
            assertThat(alice.events().size()).isZero();
          }
        });
  }

  @Test
  void theApplicationDecidesWhoMay(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            alice.onPublish(
                state -> {
                  assertThat(state.state().orElseThrow().text()).isEqualTo("open");
                  state.reject(Status.FORBIDDEN);
                });
            assertThat(presence(phone, null, "open", 600).status()).isEqualTo(Status.FORBIDDEN);
            alice.onPublish(
                state -> {
                  throw new IllegalStateException("on purpose");
                });
            assertThat(presence(phone, null, "open", 600).status().code()).isEqualTo(500);
          }
        });
  }
}

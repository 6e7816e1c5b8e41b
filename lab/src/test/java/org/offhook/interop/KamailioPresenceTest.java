package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.offhook.Endpoint;
import org.offhook.NotifyBody;
import org.offhook.PublishOptions;
import org.offhook.SubscribeOptions;
import org.offhook.Subscription;
import org.offhook.SubscriptionEvent;
import org.offhook.SubscriptionOutcome;
import org.offhook.eventpackage.BasicStatus;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.DialogInfo;
import org.offhook.eventpackage.DialogPhase;
import org.offhook.eventpackage.DialogState;
import org.offhook.eventpackage.Presence;

/** Offhook endpoints that publish and watch states at Kamailio's presence server. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class KamailioPresenceTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
  }

  private static Endpoint endpoint(Kamailio.User user, Wire wire) throws InterruptedException {
    return KAMAILIO
        .get()
        .endpoint(user, wire, builder -> builder.closeWithin(Duration.ofSeconds(2)));
  }

  private static Subscription watch(Endpoint watcher, String whom, String event)
      throws InterruptedException {
    return watcher.subscribe(SubscribeOptions.to(whom, event).ownEvents());
  }

  /** Takes notifications until one says what is awaited. */
  private static <T> T await(Subscription watched, BodyFormat<T> format, Predicate<T> says)
      throws InterruptedException {
    while (true) {
      Optional<SubscriptionEvent> next = watched.events().poll(Phones.PATIENCE);
      assertThat(next).as("a notification by " + watched).isPresent();
      if (next.get() instanceof SubscriptionEvent.Notified told) {
        var found = told.notification().as(format).body().filter(says);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
  }

  private static Presence presence(String who, BasicStatus status) {
    return Presence.of(who, status).toBuilder().note("käse & brot", "de").build();
  }

  // PUBLISH, SUBSCRIBE, NOTIFY, modify, refresh of both, remove, unsubscribe
  @Test
  void presenceIsPublishedChangedRefreshedAndRemoved() throws Exception {
    var alice = KAMAILIO.get().newUser();
    var bob = KAMAILIO.get().newUser();
    try (var device = endpoint(alice, Wire.UDP);
        var watcher = endpoint(bob, Wire.TCP)) {
      var watched = watch(watcher, alice.uri(), "presence");
      var open = NotifyBody.of(presence(alice.uri(), BasicStatus.OPEN));
      var publication = device.publish(alice.uri(), "presence", open);
      publication.outcome().awaitOk(Phones.PATIENCE);
      var told = await(watched, BodyFormat.PRESENCE, Presence::isOpen);
      assertThat(told.notes()).hasSize(1);
      assertThat(told.notes().getFirst().text()).isEqualTo("käse & brot");

      assertThat(watched.refresh().await(Phones.PATIENCE).isOk()).isTrue();
      await(watched, BodyFormat.PRESENCE, Presence::isOpen);

      publication.modify(NotifyBody.of(presence(alice.uri(), BasicStatus.CLOSED)));
      await(watched, BodyFormat.PRESENCE, one -> !one.tuples().isEmpty() && !one.isOpen());

      // Kamailio without a database forgets the body by a refresh, and takes the next one again
      assertThat(publication.refresh().await(Phones.PATIENCE).isOk()).isTrue();
      publication.modify(NotifyBody.of(presence(alice.uri(), BasicStatus.OPEN)));
      await(watched, BodyFormat.PRESENCE, Presence::isOpen);

      assertThat(publication.remove().await(Phones.PATIENCE).isOk()).isTrue();
      assertThat(watched.unsubscribe().await(Phones.PATIENCE))
          .isInstanceOfSatisfying(
              SubscriptionOutcome.Ended.class, end -> assertThat(end.isOk()).isTrue());
    }
  }

  // PUBLISH for a second, and nobody to refresh it: NOTIFY without it
  @Test
  void whatNobodyRefreshesExpires() throws Exception {
    var alice = KAMAILIO.get().newUser();
    var bob = KAMAILIO.get().newUser();
    try (var watcher = endpoint(bob, Wire.UDP)) {
      var watched = watch(watcher, alice.uri(), "presence");
      try (var device = endpoint(alice, Wire.UDP)) {
        device
            .publish(
                PublishOptions.of(
                        alice.uri(),
                        "presence",
                        NotifyBody.of(presence(alice.uri(), BasicStatus.OPEN)))
                    .expires(Duration.ofSeconds(1))
                    .keepOnClose())
            .outcome()
            .awaitOk(Phones.PATIENCE);
        await(watched, BodyFormat.PRESENCE, Presence::isOpen);
      }
      while (true) {
        var next = watched.events().poll(Phones.PATIENCE);
        assertThat(next).as("a notification that it expired").isPresent();
        if (watched.state(BodyFormat.PRESENCE).filter(Presence::isOpen).isEmpty()) {
          break;
        }
      }
    }
  }

  @Test
  void dialogsAreTold() throws Exception {
    var alice = KAMAILIO.get().newUser();
    var bob = KAMAILIO.get().newUser();
    try (var device = endpoint(alice, Wire.UDP);
        var watcher = endpoint(bob, Wire.UDP)) {
      var watched = watch(watcher, alice.uri(), "dialog");
      var publication = device.publish(alice.uri(), "dialog", dialogs(alice, DialogPhase.EARLY));
      publication.outcome().awaitOk(Phones.PATIENCE);
      await(watched, BodyFormat.DIALOG, info -> is(info, DialogPhase.EARLY));
      publication.modify(dialogs(alice, DialogPhase.CONFIRMED));
      await(watched, BodyFormat.DIALOG, info -> is(info, DialogPhase.CONFIRMED));
      assertThat(watched.state(BodyFormat.DIALOG).filter(DialogInfo::isBusy)).isPresent();
    }
  }

  private static boolean is(DialogInfo info, DialogPhase phase) {
    return info.dialogs().stream().anyMatch(dialog -> dialog.phase() == phase);
  }

  private static NotifyBody dialogs(Kamailio.User who, DialogPhase phase) {
    return NotifyBody.of(
        DialogInfo.full(who.uri(), 0, List.of(DialogState.builder("d1", phase).build())));
  }
}

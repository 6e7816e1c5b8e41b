package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.offhook.Notifier;
import org.offhook.NotifyBody;
import org.offhook.eventpackage.BasicStatus;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.Presence;
import org.offhook.ua.EventPackage;

/** baresip sees Offhook's presence, and Offhook baresip's. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class BaresipPresenceTest {

  @BeforeAll
  static void needs() {
    Debian.baresip();
  }

  @Test
  void eachSeesWhetherTheOtherIsOpen() throws Exception {
    try (var alice = Phones.start("alice", builder -> builder.events(EventPackage.PRESENCE))) {
      var uri = Wire.UDP.uri("alice", Wire.UDP.portOf(alice));
      var watchers = new LinkedBlockingQueue<Notifier>();
      alice.onSubscribe(
          wish -> watchers.add(wish.accept(NotifyBody.of(Presence.of(uri, BasicStatus.OPEN)))));
      var entry = "\"alice\" <" + uri + ">;presence=p2p";
      try (var baresip = Baresip.start(Map.of("BS_CONTACT", entry))) {
        var notifier = Phones.next(watchers);
        Phones.await(alice, () -> sees(baresip, "Online"));
        notifier.notify(NotifyBody.of(Presence.of(uri, BasicStatus.CLOSED)));
        Phones.await(alice, () -> sees(baresip, "Offline"));

        var watched = alice.subscribe(baresip.uri(Wire.UDP), "presence");
        watched.outcome().awaitOk(Phones.PATIENCE);
        assertThat(watched.state(BodyFormat.PRESENCE)).isPresent();
        baresip.tell("presence_online");
        Phones.await(
            alice, () -> watched.state(BodyFormat.PRESENCE).filter(Presence::isOpen).isPresent());
        baresip.tell("presence_offline");
        Phones.await(
            alice, () -> watched.state(BodyFormat.PRESENCE).filter(Presence::isOpen).isEmpty());
        watched.unsubscribe().await(Phones.PATIENCE);
      }
    }
  }

  private static boolean sees(Baresip baresip, String status) {
    try {
      return baresip.tell("contacts").contains(status);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

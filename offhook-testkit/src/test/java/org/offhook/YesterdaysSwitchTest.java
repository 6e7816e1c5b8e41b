package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/**
 * Programs as they are written today, without {@code default}: these switches must compile against
 * every later version, so new kinds come in under a branch that is here already.
 */
@ExtendWith(SimWorldExtension.class)
class YesterdaysSwitchTest {

  static String outcome(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Established e -> "established";
      case CallOutcome.Refused r -> "refused";
      case CallOutcome.TimedOut t -> "timed out";
      case CallOutcome.Cancelled c -> "cancelled";
      case CallOutcome.Failed f -> "failed";
    };
  }

  static String change(OfferOutcome outcome) {
    return switch (outcome) {
      case OfferOutcome.Accepted a -> "accepted";
      case OfferOutcome.Refused r -> "refused";
      case OfferOutcome.Failed f -> "failed";
    };
  }

  static String request(RequestOutcome outcome) {
    return switch (outcome) {
      case RequestOutcome.Answered a -> "answered";
      case RequestOutcome.Failed f -> "failed";
    };
  }

  static String top(SipEvent event) {
    return switch (event) {
      case CallEvent e -> call(e);
      case RegistrationEvent e -> "registration";
      case SubscriptionEvent e -> subscription(e);
      case RequestEvent e -> "request";
      case EndpointEvent e -> "endpoint";
    };
  }

  static String transfer(TransferOutcome outcome) {
    return switch (outcome) {
      case TransferOutcome.Succeeded s -> "succeeded";
      case TransferOutcome.Accepted a -> "accepted";
      case TransferOutcome.Refused r -> "refused";
      case TransferOutcome.NotAccepted n -> "not accepted";
      case TransferOutcome.Failed f -> "failed";
    };
  }

  static String subscription(SubscriptionEvent event) {
    return switch (event) {
      case SubscriptionEvent.ReferReceived e -> "refer";
      case SubscriptionEvent.ReferProgress e -> "progress";
      case SubscriptionEvent.Unlisted e -> "later";
    };
  }

  static String call(CallEvent event) {
    return switch (event) {
      case CallEvent.Incoming e -> "incoming";
      case CallEvent.Progress e -> "progress";
      case CallEvent.Established e -> "established";
      case CallEvent.ForkAnswered e -> "fork";
      case CallEvent.OfferReceived e -> "offer";
      case CallEvent.SessionChanged e -> "changed";
      case CallEvent.RequestReceived e -> "request";
      case CallEvent.InfoReceived e -> "info";
      case CallEvent.TransferRequested e -> "transfer requested";
      case CallEvent.TransferProgress e -> "transfer";
      case CallEvent.Asked e -> "asked";
      case CallEvent.Overflowed e -> "overflowed";
      case CallEvent.Ended e -> "ended";
      case CallEvent.Unlisted e -> "later";
    };
  }

  static String endpoint(EndpointEvent event) {
    return switch (event) {
      case EndpointEvent.Overflowed e -> "overflowed";
      case EndpointEvent.HandlerFailed e -> "handler failed";
      case EndpointEvent.Asked e -> "asked";
      case EndpointEvent.Closed e -> "closed";
      case EndpointEvent.Unlisted e -> "later";
    };
  }

  @Test
  void yesterdaysProgramRunsOnTodaysEvents(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            assertThat(outcome(call.outcome().await())).isEqualTo("established");
            var hold = call.hold();
            leg.reply(phone.request(Method.INVITE), 488);
            phone.request(Method.ACK);
            assertThat(change(hold.await())).isEqualTo("refused");
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            assertThat(request(call.message("late").await())).isEqualTo("failed");
            var seen = new ArrayList<String>();
            for (var e = alice.events().poll(); e.isPresent(); e = alice.events().poll()) {
              seen.add(top(e.get()));
            }
            assertThat(seen).containsExactly("progress", "established", "ended");
          }
        });
  }

  /** Everything sealed that a program may switch over. */
  private static Set<Class<?>> kinds() {
    var found = new LinkedHashSet<Class<?>>();
    var open = new ArrayDeque<Class<?>>(List.of(SipEvent.class, Outcome.class));
    while (!open.isEmpty()) {
      var type = open.remove();
      if (found.add(type) && type.isSealed()) {
        open.addAll(List.of(type.getPermittedSubclasses()));
      }
    }
    return found;
  }

  @Test
  void eachKindOfEventHasRoomForLaterOnesAndNobodyElseMakesEvents() {
    assertThat(SipEvent.class.getPermittedSubclasses())
        .allSatisfy(
            kind ->
                assertThat(kind.getPermittedSubclasses())
                    .as(kind + " has an open branch")
                    .anySatisfy(branch -> assertThat(branch.isSealed()).isFalse())
                    .anySatisfy(
                        branch -> assertThat(branch.getSimpleName()).isEqualTo("Unlisted")));
    assertThat(kinds())
        .filteredOn(kind -> !kind.isInterface())
        .allSatisfy(
            kind ->
                assertThat(kind.getDeclaredConstructors())
                    .as("constructors of " + kind)
                    .noneMatch(made -> Modifier.isPublic(made.getModifiers())));
  }
}

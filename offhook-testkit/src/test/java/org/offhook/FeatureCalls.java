package org.offhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.offhook.message.Status;
import org.offhook.ua.Automatic;
import org.offhook.ua.SessionTimers;

/**
 * Calls that use everything, between a caller, a callee and the target of transfers: what each of
 * the three does in the call of a number, and what it saw.
 */
final class FeatureCalls {

  /** What happens in a call. */
  enum Kind {
    RELIABLE,
    OFFER_IN_PRACK,
    LATE_OFFER,
    CHANGED_EARLY,
    HELD_BY_BOTH,
    UPDATED_BY_BOTH,
    REFRESHED,
    KEYS,
    REDIRECTED,
    TRANSFERRED,
    TRANSFERRED_BY_CALLEE,
    TRANSFERRED_TO_BUSY,
    TRANSFERRED_ATTENDED,
    CUT_BY_CALLER,
    CUT_BY_CALLEE;

    static Kind of(int number) {
      return values()[number % values().length];
    }

    /** Whether it goes on for so long that nobody hangs up in the middle of something. */
    boolean isWhole() {
      return this != CUT_BY_CALLER && this != CUT_BY_CALLEE;
    }
  }

  /** What was asked for, in which call. */
  record Asked(int number, String verb, Pending<?> answer) {}

  /** A transfer in a call. */
  record Transferred(int number, TransferOutcome outcome) {}

  static final String TARGET = "carol";
  static final String KEYS = "12#";

  private static final String NUMBER = "Subject";

  final List<Asked> asked = new ArrayList<>();
  final List<Transferred> transfers = new ArrayList<>();
  final Map<Integer, Seen> callers = new HashMap<>();
  // by role and number; a call that is cut may be transferred more than once
  final Map<String, List<Seen>> others = new LinkedHashMap<>();

  /** The number of a call. */
  static int number(Call call) {
    return Integer.parseInt(call.request().headers().text(NUMBER).orElseThrow());
  }

  List<Seen> seen(String role, int number) {
    return others.getOrDefault(role + " " + number, List.of());
  }

  private void see(String role, int number, Call call) throws InterruptedException {
    var seen = Seen.of(call);
    others.computeIfAbsent(role + " " + number, key -> new ArrayList<>(1)).add(seen);
  }

  private <T> Pending<T> ask(int number, String verb, Pending<T> answer) {
    asked.add(new Asked(number, verb, answer));
    return answer;
  }

  private void transfer(int number, Call call, ReferOptions wanted) throws InterruptedException {
    var outcome = ask(number, "transfer", call.transfer(wanted).outcome());
    transfers.add(new Transferred(number, outcome.await()));
  }

  private static void pause(Endpoint at, Random chance, int mostMillis)
      throws InterruptedException {
    at.sleep(Duration.ofMillis(chance.nextInt(mostMillis)));
  }

  // --- the caller ---

  /** Makes the call of that number. */
  void call(Endpoint at, int number) throws InterruptedException {
    var chance = new Random(~number);
    var kind = Kind.of(number);
    var wanted = to("bob", number);
    var call =
        at.call(
            switch (kind) {
              case LATE_OFFER -> wanted.answerLateOfferFrom(Scene.SDP);
              case REFRESHED ->
                  wanted
                      .offer(Scene.SDP)
                      .sessionTimers(SessionTimers.DEFAULT.withInterval(SessionTimers.FLOOR));
              default -> wanted.offer(Scene.SDP);
            });
    ask(number, "outcome", call.outcome());
    early(at, call, kind, number);
    if (kind == Kind.CUT_BY_CALLER) {
      // at any moment, also before the answer
      play(at, call, number, chance);
    } else if (call.outcome().await().isOk()) {
      established(at, call, number, chance);
    }
    ask(number, "hangUp", call.hangUp());
    callers.put(number, Seen.of(call));
  }

  private static CallOptions to(String whom, int number) {
    var address = whom.equals(TARGET) ? "10.0.0.3" : "10.0.0.2";
    return CallOptions.to("sip:" + whom + "@" + address)
        .header(NUMBER, Integer.toString(number))
        .ownEvents();
  }

  private void early(Endpoint at, OutgoingCall call, Kind kind, int number)
      throws InterruptedException {
    if (kind == Kind.CHANGED_EARLY) {
      at.sleep(Duration.ofMillis(700));
      ask(number, "hold", call.hold());
      ask(number, "update", call.update(Scene.SDP));
    }
    // PRACK waits for the application at one of the callers only
    while (kind == Kind.OFFER_IN_PRACK && !call.outcome().isDone()) {
      var event = call.events().poll().orElse(null);
      if (event instanceof CallEvent.Asked asks && asks.step().action() == Automatic.PRACK) {
        call.acknowledgeProvisional(Scene.SDP);
      }
      at.sleep(Duration.ofMillis(50));
    }
  }

  private void established(Endpoint at, Call call, int number, Random chance)
      throws InterruptedException {
    switch (Kind.of(number)) {
      case HELD_BY_BOTH, CHANGED_EARLY -> {
        pause(at, chance, 200);
        ask(number, "hold", call.hold());
        ask(number, "resume", call.resume()).await();
      }
      case UPDATED_BY_BOTH -> {
        pause(at, chance, 200);
        ask(number, "update", call.update());
        ask(number, "update", call.update(Scene.SDP)).await();
      }
      case REFRESHED -> at.sleep(Duration.ofSeconds(200));
      case KEYS -> ask(number, "sendDtmf", call.sendDtmf(KEYS)).await();
      case TRANSFERRED, TRANSFERRED_TO_BUSY -> {
        pause(at, chance, 500);
        transfer(number, call, ReferOptions.to("sip:carol@10.0.0.3"));
      }
      case TRANSFERRED_ATTENDED -> attended(at, call, number);
      case TRANSFERRED_BY_CALLEE, CUT_BY_CALLEE -> call.ended().await();
      default -> pause(at, chance, 1_000);
    }
  }

  private void attended(Endpoint at, Call call, int number) throws InterruptedException {
    var consulted = at.call(to(TARGET, number).offer(Scene.SDP));
    if (ask(number, "outcome", consulted.outcome()).await().isOk()) {
      ask(number, "hold", call.hold());
      transfer(number, call, ReferOptions.to(consulted));
    }
    ask(number, "hangUp", consulted.hangUp());
    see("consulting", number, consulted);
  }

  /** Says what comes to its mind for some seconds. */
  private void play(Endpoint at, Call call, int number, Random chance) throws InterruptedException {
    int verbs = chance.nextInt(8);
    for (int i = 0; i < verbs; i++) {
      pause(at, chance, 700);
      switch (chance.nextInt(7)) {
        case 0 -> ask(number, "hold", call.hold());
        case 1 -> ask(number, "resume", call.resume());
        case 2 -> ask(number, "update", call.update());
        case 3 -> ask(number, "update", call.update(Scene.SDP));
        case 4 -> ask(number, "sendDtmf", call.sendDtmf(KEYS));
        case 5 -> ask(number, "offer", call.offer(Scene.SDP));
        default ->
            ask(number, "transfer", call.transfer(ReferOptions.to("sip:carol@10.0.0.3")).outcome())
                .then(outcome -> transfers.add(new Transferred(number, outcome)));
      }
    }
    pause(at, chance, 1_000);
  }

  // --- the callee ---

  /** Serves a call that bob gets. */
  void serve(Endpoint at, IncomingCall call) throws InterruptedException {
    int number = number(call);
    var chance = new Random(number);
    if (Kind.of(number) == Kind.REDIRECTED) {
      call.redirect("sip:carol@10.0.0.3");
    } else {
      ring(at, call, number, chance);
      answered(at, call, number, chance);
    }
    see("callee", number, call);
  }

  private void ring(Endpoint at, IncomingCall call, int number, Random chance)
      throws InterruptedException {
    var kind = Kind.of(number);
    if (kind != Kind.UPDATED_BY_BOTH) {
      call.progress(Status.SESSION_PROGRESS, Phone.SDP);
    }
    pause(at, chance, 500);
    call.ring();
    if (kind == Kind.CHANGED_EARLY) {
      at.sleep(Duration.ofMillis(700));
      ask(number, "update", call.update());
      ask(number, "hold", call.hold());
      ask(number, "resume", call.resume());
    }
    pause(at, chance, 1_500);
    ask(number, "answer", call.answer(Phone.SDP));
  }

  private void answered(Endpoint at, IncomingCall call, int number, Random chance)
      throws InterruptedException {
    if (Kind.of(number) == Kind.CUT_BY_CALLEE) {
      play(at, call, number, chance);
      ask(number, "hangUp", call.hangUp());
      return;
    }
    if (!call.outcome().await().isOk()) {
      return;
    }
    switch (Kind.of(number)) {
      case HELD_BY_BOTH -> {
        pause(at, chance, 200);
        ask(number, "hold", call.hold());
        ask(number, "resume", call.resume());
      }
      case UPDATED_BY_BOTH -> {
        pause(at, chance, 200);
        ask(number, "update", call.update());
        ask(number, "update", call.update(Phone.SDP));
      }
      case KEYS -> ask(number, "sendDtmf", call.sendDtmf(KEYS));
      case TRANSFERRED_BY_CALLEE -> {
        pause(at, chance, 500);
        transfer(number, call, ReferOptions.to("sip:carol@10.0.0.3"));
        ask(number, "hangUp", call.hangUp());
      }
      default -> {}
    }
  }

  // --- whoever is transferred ---

  /** Calls whom it shall call. */
  void refer(Endpoint at, IncomingRefer refer) throws InterruptedException {
    var call = refer.call();
    if (call.isEmpty()) {
      refer.reject(Status.DECLINE);
      return;
    }
    int number = number(call.get());
    var chance = new Random(number);
    pause(at, chance, 300);
    var wanted = refer.callOptions().header(NUMBER, Integer.toString(number)).ownEvents();
    var next = refer.accept(wanted);
    if (ask(number, "outcome", next.outcome()).await().isOk()) {
      pause(at, chance, 1_000);
    }
    ask(number, "hangUp", next.hangUp());
    see("transferee", number, next);
  }

  // --- the target ---

  /** Serves a call that carol gets: of a caller, or of somebody who was transferred. */
  void target(Endpoint at, IncomingCall call) throws InterruptedException {
    int number = number(call);
    var chance = new Random(number);
    boolean transferred = call.request().headers().text("Referred-By").isPresent();
    if (Kind.of(number) == Kind.TRANSFERRED_TO_BUSY) {
      call.reject(Status.BUSY_HERE);
    } else {
      if (call.replaces().isEmpty()) {
        call.progress(Status.SESSION_PROGRESS, Phone.SDP);
        pause(at, chance, 700);
      }
      ask(number, "answer", call.answer(Phone.SDP));
      if (!Kind.of(number).isWhole()) {
        // somewhere between the answer and the caller's hang-up
        pause(at, chance, 1_500);
        ask(number, "hangUp", call.hangUp());
      }
    }
    see(transferred ? "target" : "consulted", number, call);
  }
}

package org.offhook.lab.soak;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.offhook.CallOptions;
import org.offhook.NotifyBody;
import org.offhook.eventpackage.BasicStatus;
import org.offhook.eventpackage.Presence;
import org.offhook.eventpackage.PresenceTuple;
import org.offhook.lab.soak.SoakPeers.User;
import org.offhook.message.MediaType;

/** Laps of every kind in turn, from everybody to everybody, and how they went. */
final class SoakTraffic {

  /** How a lap may end: well, badly while the server was away, or badly. */
  enum Ending {
    WELL,
    EXCUSED,
    BAD
  }

  /** Straight-line code that throws where something does not go well. */
  @FunctionalInterface
  private interface Lap {
    void run(User from, String to, String third) throws InterruptedException;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final SoakPeers peers;
  private final Outages outages;
  private final Map<String, Map<Ending, LongAdder>> tally = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> reasons = new ConcurrentSkipListMap<>();
  private final AtomicInteger running = new AtomicInteger();
  private final List<Map.Entry<String, Lap>> laps =
      List.of(
          Map.entry("call", this::call),
          Map.entry("cancelled call", this::cancelled),
          Map.entry("refused call", this::refused),
          Map.entry("transfer", this::transfer),
          Map.entry("message", this::message),
          Map.entry("options", this::options),
          Map.entry("presence", this::presence));

  SoakTraffic(SoakPeers peers, Outages outages) {
    this.peers = peers;
    this.outages = outages;
  }

  Map<String, Map<Ending, LongAdder>> tally() {
    return tally;
  }

  Map<String, LongAdder> reasons() {
    return reasons;
  }

  int running() {
    return running.get();
  }

  /** Starts a lap; the number chooses its kind and who takes part. */
  void start(int number) {
    var users = peers.users();
    var lap = laps.get(number % laps.size());
    var round = number / laps.size();
    var from = users.get(round % users.size());
    var to = users.get((round + 1 + round / users.size() % 2) % users.size());
    var third =
        users.stream()
            .filter(user -> !user.equals(from) && !user.equals(to))
            .findFirst()
            .orElseThrow();
    running.incrementAndGet();
    Thread.startVirtualThread(() -> lap(lap, from, to, third));
  }

  private void lap(Map.Entry<String, Lap> lap, User from, User to, User third) {
    var began = System.nanoTime();
    var ending = Ending.WELL;
    try {
      lap.getValue()
          .run(
              from,
              peers.uri(to.name(), from.transport()),
              peers.uri(third.name(), to.transport()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      ending = outages.touched(began) ? Ending.EXCUSED : Ending.BAD;
      reasons
          .computeIfAbsent(ending + ", " + lap.getKey() + ": " + reason(e), key -> new LongAdder())
          .increment();
    } finally {
      running.decrementAndGet();
    }
    tally
        .computeIfAbsent(lap.getKey(), key -> new ConcurrentSkipListMap<>())
        .computeIfAbsent(ending, key -> new LongAdder())
        .increment();
  }

  private static String reason(RuntimeException e) {
    return e.toString().replaceAll("[0-9]{4,}|[0-9a-f]{12,}", "N");
  }

  private void call(User from, String to, String third) throws InterruptedException {
    var call = from.endpoint().call(to, SoakPeers.AUDIO);
    try {
      call.outcome().awaitOk(PATIENCE);
      call.hold().awaitOk(PATIENCE);
      call.info(MediaType.TEXT_PLAIN, "soak".getBytes(StandardCharsets.UTF_8)).await(PATIENCE);
      call.resume().awaitOk(PATIENCE);
      from.endpoint().sleep(Duration.ofSeconds(1));
    } finally {
      call.hangUp().await(PATIENCE);
    }
  }

  private void cancelled(User from, String to, String third) throws InterruptedException {
    var call =
        from.endpoint().call(CallOptions.to(to).offer(SoakPeers.AUDIO).header("Subject", "ring"));
    from.endpoint().sleep(Duration.ofMillis(300));
    call.hangUp().await(PATIENCE);
    expect(!call.outcome().await(PATIENCE).isOk(), "a cancelled call came up");
  }

  private void refused(User from, String to, String third) throws InterruptedException {
    var call =
        from.endpoint().call(CallOptions.to(to).offer(SoakPeers.AUDIO).header("Subject", "busy"));
    var outcome = call.outcome().await(PATIENCE);
    expect(outcome.reason().contains("486"), outcome.reason());
  }

  private void transfer(User from, String to, String third) throws InterruptedException {
    var call = from.endpoint().call(to, SoakPeers.AUDIO);
    try {
      call.outcome().awaitOk(PATIENCE);
      var outcome = call.transfer(third).outcome().await(PATIENCE);
      expect(outcome.isOk(), outcome.reason());
    } finally {
      call.hangUp().await(PATIENCE);
    }
  }

  private void message(User from, String to, String third) throws InterruptedException {
    from.endpoint().message(to, "How far are you?").awaitOk(PATIENCE);
  }

  private void options(User from, String to, String third) throws InterruptedException {
    from.endpoint().options(peers.registrar(from.transport())).awaitOk(PATIENCE);
  }

  private void presence(User from, String to, String third) throws InterruptedException {
    var own = peers.uri(from.name(), from.transport());
    var state =
        Presence.builder("sip:" + from.name() + "@127.0.0.1")
            .tuple(PresenceTuple.builder("t").basic(BasicStatus.OPEN).build())
            .build();
    var publication = from.endpoint().publish(own, "presence", NotifyBody.of(state));
    try {
      publication.outcome().awaitOk(PATIENCE);
      var watched = from.endpoint().subscribe(own, "presence");
      try {
        watched.outcome().awaitOk(PATIENCE);
      } finally {
        watched.unsubscribe().await(PATIENCE);
      }
    } finally {
      publication.remove().await(PATIENCE);
    }
  }

  private static void expect(boolean holds, String reason) {
    if (!holds) {
      throw new IllegalStateException(reason);
    }
  }
}

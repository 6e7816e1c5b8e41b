package org.offhook.lab.soak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.offhook.EndpointStats.Counts;

/**
 * Calls, transfers, messages, subscriptions and publications over UDP, TCP and TLS for a given
 * time, while the server between them is restarted; then compares what the process holds with what
 * it held before.
 */
public final class SoakProgram {

  private static final Duration WARM_UP = Duration.ofSeconds(60);

  /** Longer than any transaction lingers, and than any lap's patience. */
  private static final Duration QUIET = Duration.ofSeconds(75);

  private static final int PATIENCE_SECONDS = 300;
  private static final Duration BETWEEN_RESTARTS = Duration.ofMinutes(5);
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final long HEAP_TOLERANCE = 2 << 20;
  private static final double OBJECTS_TOLERANCE = 1.02;

  private final SoakPeers peers;
  private final Outages outages = new Outages();
  private final SoakTraffic traffic;
  private final int perSecond;
  private int laps;
  private int restarts;

  private SoakProgram(SoakPeers peers, int perSecond) {
    this.peers = peers;
    this.traffic = new SoakTraffic(peers, outages);
    this.perSecond = perSecond;
  }

  /**
   * Soaks.
   *
   * @param arguments minutes, 60 if absent; laps a second, 10 if absent
   * @return 0 if nothing went wrong and nothing is left
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(List<String> arguments) throws InterruptedException {
    int minutes = arguments.isEmpty() ? 60 : Integer.parseInt(arguments.getFirst());
    int perSecond = arguments.size() < 2 ? 10 : Integer.parseInt(arguments.get(1));
    try (var peers = new SoakPeers()) {
      return new SoakProgram(peers, perSecond).soak(Duration.ofMinutes(minutes));
    }
  }

  private int soak(Duration time) throws InterruptedException {
    load(WARM_UP, false);
    // The first restart makes what only restarts make.
    restart();
    load(WARM_UP, false);
    var before = rest();
    load(time, true);
    var after = rest();
    return report(before, after);
  }

  /** What there is when nothing goes on but registrations. */
  private record Rest(Footprint footprint, Map<String, Counts> alive) {}

  private Rest rest() throws InterruptedException {
    Thread.sleep(QUIET);
    var alive = alive();
    // A transfer whose last report was lost with the server is given up when its time is over.
    for (int n = 0; n < PATIENCE_SECONDS && busy(alive); n++) {
      Thread.sleep(1000);
      alive = alive();
    }
    return new Rest(Footprint.take(), alive);
  }

  private static boolean busy(Map<String, Counts> alive) {
    return alive.values().stream()
        .anyMatch(
            each ->
                each.calls() + each.publications() + each.subscriptions() + each.notifiers() > 0);
  }

  /** What is there but transactions: a registration is refreshed at any moment. */
  private Map<String, Counts> alive() throws InterruptedException {
    var alive = new TreeMap<String, Counts>();
    for (var user : peers.users()) {
      var now = user.endpoint().stats().await().alive();
      alive.put(
          user.name(),
          new Counts(
              now.calls(),
              now.registrations(),
              now.publications(),
              now.subscriptions(),
              now.notifiers(),
              0,
              0,
              now.connections()));
    }
    return alive;
  }

  private void load(Duration time, boolean restarting) throws InterruptedException {
    var began = System.nanoTime();
    var nextRestart = BETWEEN_RESTARTS.toNanos();
    var nextLine = 0L;
    var started = 0L;
    for (var elapsed = 0L; elapsed < time.toNanos(); elapsed = System.nanoTime() - began) {
      for (; started < elapsed / 1e9 * perSecond; started++) {
        traffic.start(laps++);
      }
      // No restart so late that its end is not seen.
      if (restarting
          && elapsed > nextRestart
          && time.toNanos() - elapsed > Duration.ofMinutes(2).toNanos()) {
        restart();
        nextRestart += BETWEEN_RESTARTS.toNanos();
      }
      if (elapsed >= nextLine) {
        System.out.printf("%5d s: %d laps, %d running%n", elapsed / 1_000_000_000, laps, running());
        nextLine += Duration.ofMinutes(1).toNanos();
      }
      Thread.sleep(20);
    }
  }

  private int running() {
    return traffic.running();
  }

  private void restart() throws InterruptedException {
    outages.begin();
    peers.restart(AWAY);
    outages.over();
    restarts++;
  }

  private int report(Rest before, Rest after) {
    System.out.printf("%d laps, %d restarts of the server%n", laps, restarts);
    traffic.tally().forEach((kind, endings) -> System.out.printf("  %-16s %s%n", kind, endings));
    traffic.reasons().forEach((why, count) -> System.out.printf("  %6s × %s%n", count, why));
    var a = before.footprint();
    var b = after.footprint();
    System.out.printf("| at rest | before | after |%n|---|---:|---:|%n");
    System.out.printf("| heap, kB | %d | %d |%n", a.heapBytes() >> 10, b.heapBytes() >> 10);
    System.out.printf("| threads | %d | %d |%n", a.threads(), b.threads());
    System.out.printf("| files and sockets | %d | %d |%n", a.descriptors(), b.descriptors());
    System.out.printf("| objects of Offhook | %d | %d |%n", a.allObjects(), b.allObjects());
    b.objects()
        .forEach(
            (type, count) -> {
              var earlier = a.objects().getOrDefault(type, 0L);
              if (count > earlier + 10) {
                System.out.printf("  more: %s %d, %d before%n", type, count, earlier);
              }
            });
    before
        .alive()
        .forEach(
            (user, alive) ->
                System.out.printf("%s: %s%n%s: %s%n", user, alive, user, after.alive().get(user)));
    var bad =
        traffic.tally().values().stream()
            .filter(endings -> endings.containsKey(SoakTraffic.Ending.BAD))
            .count();
    var clean =
        bad == 0
            && traffic.running() == 0
            && before.alive().equals(after.alive())
            && b.heapBytes() - a.heapBytes() < HEAP_TOLERANCE
            && b.threads() <= a.threads()
            && b.descriptors() <= a.descriptors()
            && b.allObjects() <= a.allObjects() * OBJECTS_TOLERANCE;
    System.out.println(clean ? "clean" : "NOT CLEAN");
    return clean ? 0 : 1;
  }
}

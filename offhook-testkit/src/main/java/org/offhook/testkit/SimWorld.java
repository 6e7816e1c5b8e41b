package org.offhook.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.UserThreads;
import org.offhook.net.Network;
import org.offhook.testkit.Scheduler.Stop;

/**
 * A world in which a test owns time, network, randomness and host names: loops and user threads run
 * one at a time, and time moves only when all of them wait. One seed always gives the same bytes.
 *
 * <p>User code runs inside {@link #run}, and on the threads that endpoints start for handlers; it
 * may wait only inside Offhook (a pending result, an event, the endpoint's sleep). A thread that
 * blocks elsewhere for five seconds of real time fails the test. A task that fails on a loop fails
 * the test too.
 */
public final class SimWorld implements AutoCloseable {

  private static final Duration TIME_LIMIT = Duration.ofDays(1);
  private static final Duration IDLE_LIMIT = Duration.ofHours(1);

  /** User code that returns nothing. */
  @FunctionalInterface
  public interface Body {

    /** Runs under the baton. */
    void run() throws Exception;
  }

  private final long seed;
  private final Scheduler scheduler = new Scheduler();
  private final Transcript transcript = new Transcript();
  private final SimNetwork network;
  private final Map<String, SimHost> hosts = new LinkedHashMap<>();
  private Duration timeLimit = TIME_LIMIT;

  /** A world without hosts, at time 0. */
  public SimWorld(long seed) {
    this.seed = seed;
    network = new SimNetwork(scheduler, transcript, SimRandom.of(seed, "network"));
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** Adds a host with numeric addresses, IPv4 and IPv6; its name can be looked up. */
  public SimHost host(String name, String... addresses) {
    return behind(null, name, addresses);
  }

  /** Adds a router with address translation; hosts behind it come from {@link SimNat#host}. */
  public SimNat nat(String address) {
    return new SimNat(this, address);
  }

  SimHost behind(@Nullable SimNat nat, String name, String... addresses) {
    var host = new SimHost(name, seed, network, nat);
    if (addresses.length == 0 || hosts.putIfAbsent(name, host) != null) {
      throw new IllegalArgumentException(
          "host " + name + " needs an address and a name of its own");
    }
    for (var address : addresses) {
      host.addAddress(address);
    }
    return host;
  }

  /**
   * Adds a name server, on a host of its own, that every host of the world asks from now on: names
   * are looked up there first, then as {@link SimNetwork#name} says. Its socket counts as no part
   * of what is tested ({@link #alive}).
   */
  public SimNameServer nameServer(String address) {
    var server = SimNameServer.on(this, host("name-server-" + address, address));
    network.names().servers().add(server.address());
    return server;
  }

  /** All hosts, in the order of their coming. */
  public List<SimHost> hosts() {
    return List.copyOf(hosts.values());
  }

  /** Links, faults and host names. */
  public SimNetwork network() {
    return network;
  }

  /** Time since the start. */
  public Duration now() {
    return Duration.ofNanos(scheduler.now());
  }

  /** What went over the network so far. */
  public Transcript log() {
    return transcript;
  }

  /** Adds a line to the log. */
  public void note(String line) {
    transcript.note(scheduler.now(), line);
  }

  /** Threads for user code, under the world's baton. */
  public UserThreads userThreads() {
    return scheduler.baton();
  }

  /** The longest virtual time that one {@link #run} may take; default one day. */
  public SimWorld timeLimit(Duration longest) {
    timeLimit = longest;
    return this;
  }

  /** The longest real time that a user thread may keep the baton; default 5 s. */
  public SimWorld patience(Duration realTime) {
    scheduler.baton().patience(realTime);
    return this;
  }

  /** User threads are platform threads: for code that waits while it holds a monitor. */
  public SimWorld platformThreads() {
    scheduler.baton().platformThreads(true);
    return this;
  }

  /** Failures of tasks and user threads no longer fail the test; {@link #failures} has them. */
  public SimWorld collectFailures() {
    scheduler.collectFailures();
    return this;
  }

  /** Failures of tasks and user threads that were collected. */
  public List<Throwable> failures() {
    return List.copyOf(scheduler.failures());
  }

  /** As {@link #run(Callable)}. */
  public void run(Body body) {
    this.<@Nullable Object>run(
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * Runs {@code body} as a user thread and drives the world until it returns; what else is alive
   * then stays where it is. Fails with the body's failure, or if the body waits for ever.
   */
  public <T extends @Nullable Object> T run(Callable<T> body) {
    if (scheduler.isDriven()) {
      throw new IllegalStateException("SimWorld.run inside a running world");
    }
    var result = new AtomicReference<@Nullable T>();
    var failure = new AtomicReference<@Nullable Throwable>();
    var over = new AtomicBoolean();
    Runnable task =
        () -> {
          try {
            result.set(call(body));
          } finally {
            over.set(true);
          }
        };
    scheduler.baton().start("test", task, failure::set);
    var stop = scheduler.drive(over::get, limit(timeLimit));
    var thrown = failure.get();
    if (thrown != null) {
      Failures.rethrow(thrown instanceof BodyFailed failed ? failed.checked() : thrown);
    }
    if (stop != Stop.DONE) {
      throw new AssertionError(
          (stop == Stop.IDLE
                  ? "user code waits, but nothing will ever happen again"
                  : "user code did not end within " + timeLimit + " of virtual time")
              + " (now "
              + now()
              + "); waiting:"
              + scheduler.baton().stacks());
    }
    return returned(result);
  }

  @SuppressWarnings("NullAway") // null only if the body returned it
  private static <T extends @Nullable Object> T returned(AtomicReference<@Nullable T> result) {
    return result.get();
  }

  private static <T extends @Nullable Object> T call(Callable<T> body) {
    try {
      return body.call();
    } catch (RuntimeException | Error unchecked) {
      throw unchecked;
    } catch (Exception checked) {
      throw new BodyFailed(checked);
    }
  }

  /**
   * Runs all that is due in the next {@code time}, and moves the clock. Called from user code it
   * sleeps.
   */
  public void advance(Duration time) {
    if (scheduler.baton().isHeldBy(Thread.currentThread())) {
      sleep(time);
      return;
    }
    var until = limit(time);
    scheduler.drive(() -> false, until);
    scheduler.skipTo(until);
  }

  private void sleep(Duration time) {
    try {
      scheduler.baton().await(scheduler.baton().newSignal(), time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs until nothing is scheduled any more; fails if that is not so within an hour. */
  public void runUntilIdle() {
    runUntilIdle(IDLE_LIMIT);
  }

  /** As {@link #runUntilIdle()} with another limit of virtual time. */
  public void runUntilIdle(Duration longest) {
    if (scheduler.drive(() -> false, limit(longest)) != Stop.IDLE) {
      throw new AssertionError("not idle within " + longest + ":" + describe(alive()));
    }
  }

  /** Runs until {@code condition} holds; fails if that is not so within {@code longest}. */
  public void runUntil(BooleanSupplier condition, Duration longest) {
    if (scheduler.drive(condition, limit(longest)) != Stop.DONE) {
      throw new AssertionError("not so within " + longest + " (now " + now() + ")");
    }
  }

  /** Runs {@code body} now as a task of that network's loop: for tests below the API. */
  public <T extends @Nullable Object> T onLoop(Network of, Callable<T> body) {
    var result = new AtomicReference<@Nullable T>();
    var failure = new AtomicReference<@Nullable Throwable>();
    ((SimAttachment) of)
        .loop()
        .run(
            () -> {
              try {
                result.set(body.call());
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            });
    var thrown = failure.get();
    if (thrown != null) {
      Failures.rethrow(thrown);
    }
    return returned(result);
  }

  /** As {@link #onLoop(Network, Callable)}. */
  public void onLoop(Network of, Body body) {
    this.<@Nullable Object>onLoop(
        of,
        () -> {
          body.run();
          return null;
        });
  }

  /** What is alive: timers, sockets, connections and user threads; empty if nothing is. */
  public List<String> alive() {
    var alive = new ArrayList<String>();
    for (var host : hosts.values()) {
      for (var attachment : host.attachments()) {
        var timers = attachment.loop().timers();
        if (timers > 0 && !attachment.isService()) {
          var kinds =
              attachment
                  .loop()
                  .waiting()
                  .collect(
                      Collectors.groupingBy(
                          kind -> kind, LinkedHashMap::new, Collectors.counting()));
          alive.add(timers + " timers on " + attachment + " " + kinds);
        }
      }
      addSockets(host, alive);
    }
    var threads = scheduler.baton().alive();
    if (threads > 0) {
      alive.add(threads + " user threads:" + scheduler.baton().stacks());
    }
    return alive;
  }

  private static void addSockets(SimHost host, List<String> alive) {
    for (var port : host.datagramPorts()) {
      if (!port.owner().isService()) {
        alive.add("udp socket " + port.local() + " of " + host);
      }
    }
    for (var listener : host.listeners()) {
      if (!listener.owner().isService()) {
        alive.add("tcp listener " + listener.local() + " of " + host);
      }
    }
    for (var stream : host.connections()) {
      if (!stream.owner().isService()) {
        alive.add("tcp connection " + stream);
      }
    }
  }

  /** Timers that wait, of all loops. */
  public int timers() {
    return hosts.values().stream()
        .flatMap(host -> host.attachments().stream())
        .mapToInt(attachment -> attachment.loop().timers())
        .sum();
  }

  /**
   * Fails unless no timer, socket, connection or user thread is alive; finishes what is due now.
   */
  public void assertQuiet() {
    advance(Duration.ZERO);
    var alive = alive();
    if (!alive.isEmpty()) {
      throw new AssertionError("still alive at " + now() + ":" + describe(alive));
    }
  }

  /** Ends all user threads and loops; fails if a task failed and nobody was told. */
  @Override
  public void close() {
    scheduler.baton().close();
    hosts.values().forEach(host -> host.attachments().forEach(SimAttachment::end));
    scheduler.throwFailure();
  }

  private long limit(Duration time) {
    return scheduler.deadlineIn(time.toNanos());
  }

  private static String describe(List<String> alive) {
    return alive.stream().map(line -> "\n  " + line).collect(Collectors.joining());
  }
}

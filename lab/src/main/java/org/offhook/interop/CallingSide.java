package org.offhook.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.offhook.Endpoint;
import org.offhook.message.Status;

/** The endpoint that calls SIPp, another one that SIPp may point to, and what went wrong. */
final class CallingSide implements Side {

  private final Tapped tap = new Tapped();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final String name;
  private final Endpoint elsewhere;
  private final Endpoint endpoint;

  /** Endpoints for the scenario of this name. */
  CallingSide(String name) throws InterruptedException {
    this.name = name;
    elsewhere = Phones.elsewhere();
    endpoint = Phones.start("sipp", builder -> ScenarioSettings.add(name, builder.tap(tap)));
    endpoint.onRefer(refer -> Phones.follow(refer, failures::add));
    endpoint.onRequest(request -> request.respond(Status.OK));
  }

  /** Starts SIPp, which waits for the endpoint. */
  @Override
  public SippRun start(Wire wire, Load load) throws IOException, InterruptedException {
    var more = new HashMap<>(load.environment());
    more.put("REFER_TO", wire.uri("elsewhere", wire.portOf(elsewhere)));
    return SippRun.waiting(name, wire, more);
  }

  private Scene scene(SippRun run) {
    var wire = run.wire();
    return new Scene(endpoint, wire.uri("sipp", run.port()), wire.uri(run.port()), tap);
  }

  /** Makes all calls and, unless none of them went well, waits until SIPp has had them. */
  @Override
  public void play(SippRun run, Load load) throws IOException, InterruptedException {
    callAll(run, load);
    if (failures.size() < load.calls()) {
      run.exit(Duration.ofMinutes(1));
    }
  }

  private void callAll(SippRun run, Load load) throws InterruptedException {
    var caller = SippCallers.of(name);
    var turns = new Semaphore(load.atOnce());
    long began = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < load.calls(); i++) {
        turns.acquire();
        long due = began + i * 1_000_000_000L / load.rate();
        endpoint.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        threads.execute(
            () -> {
              act(caller, scene(run));
              turns.release();
            });
      }
    }
  }

  private void act(SippCallers.Caller caller, Scene scene) {
    try {
      caller.act(scene);
    } catch (RuntimeException | AssertionError e) {
      failures.add(new Failure(scene.callId(), e));
      scene.abandon();
    } catch (InterruptedException e) {
      failures.add(new Failure(scene.callId(), e));
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(endpoint, elsewhere);
  }

  @Override
  public Tapped tap() {
    return tap;
  }

  @Override
  public void close() {
    endpoint.close();
    elsewhere.close();
  }
}

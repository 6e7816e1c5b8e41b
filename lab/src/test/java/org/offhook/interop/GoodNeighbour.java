package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.OutcomeException;
import org.offhook.StillPendingException;

/** Calls and asks by UDP and TCP, over and over, while others misbehave. */
final class GoodNeighbour implements AutoCloseable {

  private final Endpoint endpoint;
  private final int port;
  private final int status;
  private final AtomicInteger rounds = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Begins.
   *
   * @param status what a call ends with: 200 for one that is answered, else a refusal
   */
  GoodNeighbour(int port, int status) throws InterruptedException {
    this.port = port;
    this.status = status;
    endpoint = Phones.start("neighbour", builder -> builder);
    thread = new Thread(this::run, "good-neighbour");
    thread.setDaemon(true);
    thread.start();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  private void run() {
    try {
      while (!stopped) {
        for (var wire : Wire.values()) {
          while (!isServed(wire)) {
            endpoint.sleep(Duration.ofSeconds(1));
          }
        }
        rounds.incrementAndGet();
        endpoint.sleep(Duration.ofMillis(20));
      }
    } catch (InterruptedException | OutcomeException | StillPendingException | AssertionError e) {
      failure.set(e);
    }
  }

  /** An endpoint that has too much to do for a moment says so, and is asked again. */
  private boolean isServed(Wire wire) throws InterruptedException {
    var asked = endpoint.options(wire.uri("service", port)).await(Phones.PATIENCE);
    if (isBusy(asked)) {
      return false;
    }
    assertThat(asked.isOk()).as("%s", asked).isTrue();
    var call = endpoint.call(wire.uri("service", port), Phones.SDP);
    var outcome = call.outcome().await(Phones.PATIENCE);
    if (isBusy(outcome)) {
      return false;
    }
    judge(call, outcome);
    return true;
  }

  private static boolean isBusy(Object outcome) {
    var said = outcome.toString();
    return said.contains("503 Service Unavailable") || said.contains("(503)");
  }

  private void judge(Call call, CallOutcome outcome) throws InterruptedException {
    if (status == 200) {
      assertThat(outcome).isInstanceOf(CallOutcome.Established.class);
      Phones.hangUp(call);
    } else {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              CallOutcome.Refused.class,
              refused -> assertThat(refused.status().code()).isEqualTo(status));
    }
  }

  /** Two more rounds have gone well, since this was called. */
  void stillServed() throws InterruptedException {
    int before = rounds.get();
    Phones.await(endpoint, () -> rounds.get() >= before + 2 || failure.get() != null);
    assertThat(failure.get()).isNull();
  }

  @Override
  public void close() {
    stopped = true;
    endpoint.close();
  }
}

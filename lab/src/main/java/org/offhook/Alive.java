package org.offhook;

import java.time.Duration;

/**
 * What is alive in an endpoint: everything should be gone when nothing happens any more.
 *
 * @param calls calls
 * @param dialogs dialogs
 * @param transactions transactions, lingering ones included
 * @param connections stream connections
 */
public record Alive(int calls, int dialogs, int transactions, int connections) {

  /** Counts now. */
  public static Alive in(Endpoint endpoint) throws InterruptedException {
    var parts = endpoint.parts();
    Pending<Alive> counted = parts.pending();
    parts.command(() -> counted.complete(count(parts)));
    return counted.await(Duration.ofSeconds(30));
  }

  private static Alive count(EndpointCore parts) {
    var core = parts.core();
    return new Alive(
        parts.calls(),
        core.dialogs().size(),
        core.transactions().alive(),
        core.transport().connections());
  }

  /** No call, no dialog, no transaction. */
  public boolean isNothing() {
    return calls == 0 && dialogs == 0 && transactions == 0;
  }

  /** Waits, by the endpoint's clock, until nothing is alive, or this long; returns what is left. */
  public static Alive afterRest(Endpoint endpoint, Duration atMost) throws InterruptedException {
    var step = Duration.ofMillis(100);
    var left = in(endpoint);
    for (long i = atMost.dividedBy(step); i > 0 && !left.isNothing(); i--) {
      endpoint.sleep(step);
      left = in(endpoint);
    }
    return left;
  }
}

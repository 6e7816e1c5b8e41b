package org.offhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.offhook.message.SipRequest;
import org.offhook.transaction.TransactionLayer;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/**
 * The application's code that runs on the loop: taps, observers, rewriting. What it throws is told
 * and harms nothing but a request that could not be rewritten.
 */
final class Hooks implements WireTap {

  private volatile List<WireTap> taps = List.of();
  private volatile Consumer<Throwable> failed = failure -> {};

  /** Who is told what a hook throws. */
  void reportTo(Consumer<Throwable> listener) {
    failed = listener;
  }

  /** One more tap; on the loop, or before it runs. */
  void add(WireTap tap) {
    var more = new ArrayList<>(taps);
    more.add(tap);
    taps = List.copyOf(more);
  }

  @Override
  public void received(Flow flow, byte[] message, long nanos) {
    for (var tap : taps) {
      run(() -> tap.received(flow, message, nanos));
    }
  }

  @Override
  public void sent(Flow flow, byte[] message, long nanos) {
    for (var tap : taps) {
      run(() -> tap.sent(flow, message, nanos));
    }
  }

  TransactionStep.Observer observing(TransactionStep.Observer observer) {
    return step -> run(() -> observer.step(step));
  }

  /** Tells which transactions are alive. */
  Runnable telling(Consumer<Activity> told, TransactionLayer transactions) {
    return () ->
        run(
            () ->
                told.accept(
                    new Activity(
                        transactions.clientsAlive() > 0, transactions.serversAlive() > 0)));
  }

  private void run(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  UnaryOperator<SipRequest> rewriting(UnaryOperator<SipRequest> rewrite) {
    return request -> {
      try {
        return Draft.whole(Objects.requireNonNull(rewrite.apply(request), "it returned null"));
      } catch (RuntimeException | Error e) {
        failed.accept(e);
        throw new IllegalStateException("the rewrite hook failed: " + e.getMessage(), e);
      }
    };
  }
}

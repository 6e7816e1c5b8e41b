package org.offhook.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.net.Network;

/** A question from any thread to the server's loop, and its answer. */
final class LoopCall<T> {

  private @Nullable T answer;
  private @Nullable RuntimeException fault;

  private LoopCall() {}

  /** Asks on the loop and waits; {@code ifClosed} if the loop has ended. */
  static <T> T ask(Network network, Supplier<T> question, T ifClosed) throws InterruptedException {
    if (network.loop().onLoop()) {
      return question.get();
    }
    var call = new LoopCall<T>();
    var signal = network.userThreads().newSignal();
    boolean open =
        network
            .loop()
            .execute(
                () -> {
                  call.run(question);
                  signal.fire();
                });
    if (!open) {
      return ifClosed;
    }
    network.userThreads().await(signal, Long.MAX_VALUE);
    return call.result(ifClosed);
  }

  private void run(Supplier<T> question) {
    try {
      answer = question.get();
    } catch (RuntimeException e) {
      fault = e;
    }
  }

  private T result(T ifClosed) {
    if (fault != null) {
      throw fault;
    }
    var got = answer;
    return got != null ? got : ifClosed;
  }
}

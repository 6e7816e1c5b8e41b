package org.offhook.net;

import java.util.function.Consumer;
import org.offhook.loop.SelectorLoop;

/** This machine: real sockets, real time, virtual threads for user code. */
public final class SystemHost implements Host {

  private final NetworkSettings settings;
  private final Consumer<Throwable> failureListener;

  /** With default settings. */
  public SystemHost() {
    this(NetworkSettings.DEFAULT);
  }

  /** With these settings for all sockets. */
  public SystemHost(NetworkSettings settings) {
    this(settings, failure -> {});
  }

  /**
   * With settings for all sockets.
   *
   * @param failureListener told, on the loop, of every task that failed there
   */
  public SystemHost(NetworkSettings settings, Consumer<Throwable> failureListener) {
    this.settings = settings;
    this.failureListener = failureListener;
  }

  @Override
  public Network attach(String name) {
    return new SelectorNetwork(name, new SelectorLoop(name, failureListener), settings);
  }
}

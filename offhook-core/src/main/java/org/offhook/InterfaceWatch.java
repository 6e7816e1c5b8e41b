package org.offhook;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.net.Network;

/**
 * Looks every so often whether this host's addresses are still the same, so that wildcard listeners
 * and registrations follow interfaces that come and go. On the loop.
 */
final class InterfaceWatch {

  private final Network network;
  private final Runnable changed;
  private Duration every = Duration.ZERO;
  private Set<InetAddress> known = Set.of();
  private @Nullable TimerHandle timer;
  private boolean watching;

  /**
   * Looks at nothing yet.
   *
   * @param changed what to do about a change
   */
  InterfaceWatch(Network network, Runnable changed) {
    this.network = network;
    this.changed = changed;
  }

  /** Looks that often from now on; never if it is zero. */
  void every(Duration interval) {
    watching = true;
    if (interval.equals(every)) {
      return;
    }
    every = interval;
    known = present();
    again();
  }

  /** Another interval; no effect while nothing is watched. */
  void reconfigure(Duration interval) {
    if (watching) {
      every(interval);
    }
  }

  void stop() {
    every(Duration.ZERO);
  }

  private Set<InetAddress> present() {
    return every.isZero() ? Set.of() : Set.copyOf(network.localAddresses());
  }

  private void again() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (!every.isZero()) {
      Loop loop = network.loop();
      timer = loop.after(every, this::look);
    }
  }

  private void look() {
    var now = present();
    boolean differs = !now.equals(known);
    known = now;
    again();
    if (differs) {
      changed.run();
    }
  }
}

package org.offhook.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGINT, SIGTERM and SIGHUP: the first one stops cleanly, a second one at once. By reflection,
 * since the platform's own class for signals is not part of its API; without it a signal ends the
 * process.
 */
final class Signals {

  private Signals() {}

  static void stop(Stop stop) {
    var count = new AtomicInteger();
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  came(count.incrementAndGet(), stop);
                }
                return null;
              });
      for (var name : new String[] {"INT", "TERM", "HUP"}) {
        var one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, onSignal);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // no such class here, or the machine keeps its signals to itself
    }
  }

  private static void came(int times, Stop stop) {
    if (times == 1) {
      stop.ask();
    } else {
      Runtime.getRuntime().halt(ExitCode.DONE);
    }
  }
}

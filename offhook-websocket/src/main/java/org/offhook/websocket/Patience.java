package org.offhook.websocket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.net.WebSocketSettings;

/**
 * How long a peer may take for the handshake and for a message, and how long it may be silent
 * before it is sent a Ping (RFC 6455 §5.5.2, RFC 7118 §6).
 */
final class Patience {

  /** What happens when time is up. */
  interface Owner {

    /** The peer is too slow. */
    void tooSlow(String reason);

    /** It is time for a Ping. */
    void ping();
  }

  private final Loop loop;
  private final WebSocketSettings.Times times;
  private final Runnable slow;
  private @Nullable TimerHandle limit;
  private @Nullable TimerHandle silence;
  private long lastHeard;
  private boolean pinged;

  /**
   * Prepares.
   *
   * @param slow is told of each handshake and message that took too long
   */
  Patience(Loop loop, WebSocketSettings.Times times, Runnable slow) {
    this.loop = loop;
    this.times = times;
    this.slow = slow;
  }

  Loop loop() {
    return loop;
  }

  void handshake(Owner owner) {
    limit = after(times.handshake(), owner, "the WebSocket handshake was not completed in time");
  }

  void opened(Owner owner) {
    stopLimit();
    lastHeard = loop.time().nanos();
    if (times.ping().isPositive()) {
      silence = loop.after(times.ping(), () -> listen(owner));
    }
  }

  /**
   * Bytes arrived; {@code midMessage} tells whether a part of a message waits, {@code completed}
   * whether one was completed.
   */
  void heard(Owner owner, boolean midMessage, boolean completed) {
    lastHeard = loop.time().nanos();
    pinged = false;
    if (completed || !midMessage) {
      stopLimit();
    }
    if (midMessage && limit == null) {
      limit = after(times.message(), owner, "a WebSocket message was not completed in time");
    }
  }

  void stop() {
    stopLimit();
    if (silence != null) {
      silence.cancel();
      silence = null;
    }
  }

  /** One timer per connection, not one per message: it looks when the peer was last heard. */
  private void listen(Owner owner) {
    long silent = loop.time().nanos() - lastHeard;
    long wait = times.ping().toNanos() - silent;
    if (pinged) {
      silence = null;
      owner.tooSlow("the peer does not answer WebSocket pings");
    } else if (wait > 0) {
      silence = loop.after(wait, () -> listen(owner));
    } else {
      pinged = true;
      silence = loop.after(times.pong(), () -> listen(owner));
      owner.ping();
    }
  }

  private TimerHandle after(Duration time, Owner owner, String reason) {
    return loop.after(
        time,
        () -> {
          slow.run();
          owner.tooSlow(reason);
        });
  }

  private void stopLimit() {
    if (limit != null) {
      limit.cancel();
      limit = null;
    }
  }
}

package org.offhook.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;

/**
 * How long one connection may take to open, to complete a message, to take what it is sent, and to
 * be idle (RFC 3261 §18).
 */
final class StreamPatience {

  private final Edge edge;
  private final StreamFlow flow;
  private @Nullable TimerHandle limit;
  private @Nullable TimerHandle idle;
  private @Nullable TimerHandle stuck;
  private @Nullable Runnable ponged;
  private long lastUse;

  StreamPatience(Edge edge, StreamFlow flow) {
    this.edge = edge;
    this.flow = flow;
    this.lastUse = edge.nanos();
  }

  private TransportSettings.Patience times() {
    return edge.settings().patience();
  }

  void opening() {
    limit = after(openingTime(), "the connection could not be opened in time");
  }

  private Duration openingTime() {
    var settings = edge.settings();
    var time = settings.patience().connect();
    if (flow.kind().secure()) {
      time = time.plus(settings.tls().handshakeTimeout());
    }
    return flow.kind().framed() ? time.plus(settings.webSocket().times().handshake()) : time;
  }

  void opened() {
    cancelLimit();
    startIdle(times().idle().toNanos());
  }

  void accepted() {
    limit = after(times().message(), "no message came in time");
    startIdle(times().idle().toNanos());
  }

  /** A message is whole: the limit starts anew with the first byte of the next one. */
  void message() {
    used();
    cancelLimit();
  }

  /** All that had arrived is read; {@code midMessage} tells whether a part of a message waits. */
  void partial(boolean midMessage) {
    if (midMessage && limit == null) {
      limit = after(times().message(), "a message was not completed in time");
    }
  }

  /** Who waits for an answer to a ping; null: nobody. */
  void onPong(@Nullable Runnable told) {
    ponged = told;
  }

  /** The answer to a ping. */
  void pong() {
    if (ponged != null) {
      edge.counters().keepAlive.pongs++;
      ponged.run();
    }
  }

  void used() {
    lastUse = edge.nanos();
  }

  /** The queue is full. */
  void stuck() {
    if (stuck == null) {
      stuck = after(times().message(), "the peer does not read");
    }
  }

  /** The queue is empty. */
  void flowing() {
    if (stuck != null) {
      stuck.cancel();
      stuck = null;
    }
  }

  void stop() {
    cancelLimit();
    flowing();
    if (idle != null) {
      idle.cancel();
      idle = null;
    }
  }

  private TimerHandle after(Duration time, String reason) {
    return edge.network().loop().after(time, () -> flow.giveUp(reason));
  }

  private void cancelLimit() {
    if (limit != null) {
      limit.cancel();
      limit = null;
    }
  }

  /** One timer per connection, not one per message: it looks when the last use was. */
  private void startIdle(long nanos) {
    idle = edge.network().loop().after(nanos, this::checkIdle);
  }

  private void checkIdle() {
    long rest = lastUse + times().idle().toNanos() - edge.nanos();
    if (flow.isUsed()) {
      startIdle(times().idle().toNanos());
    } else if (rest > 0) {
      startIdle(rest);
    } else {
      flow.close("idle");
    }
  }
}

package org.offhook;

import java.time.Duration;
import org.offhook.loop.Nanos;
import org.offhook.net.Network;

/** The end of an endpoint: politely, then for good. On the loop. */
final class Closing {

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final EndpointCore core;
  private final Network network;
  private final Pending<Boolean> done;
  private long deadline;

  Closing(EndpointCore core, Network network, Pending<Boolean> done) {
    this.core = core;
    this.network = network;
    this.done = done;
  }

  void begin(Duration within) {
    deadline = core.loop().time().nanos() + Nanos.of(within);
    core.endAll();
    look();
  }

  /** Ends it now, and says nothing to anybody. */
  void abandon() {
    core.cutOff();
    network.close();
    done.complete(true);
  }

  /** A BYE whose answer is awaited keeps its dialog; a refusal waits for its ACK. */
  private boolean isQuiet() {
    var ua = core.core();
    return core.isIdle()
        && ua.dialogs().size() == 0
        && ua.transactions().unanswered() == 0
        && ua.transactions().unacknowledged() == 0;
  }

  /** Waits until the last answers are in, or the time is over. */
  private void look() {
    if (isQuiet() || core.loop().time().nanos() - deadline >= 0) {
      abandon();
    } else {
      core.loop().after(LOOK_EVERY, this::look);
    }
  }
}

package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call as one of its sides saw it.
 *
 * @param ends how often it was told the end
 * @param endLast whether nothing came after that
 * @param keys the key presses of the peer
 */
record Seen(CallOutcome outcome, CallEnd end, int ends, boolean endLast, String keys) {

  /** Waits for the end of a call that has events of its own. */
  static Seen of(Call call) throws InterruptedException {
    var end = call.ended().await();
    int ends = 0;
    boolean last = false;
    var keys = new StringBuilder();
    for (var event = call.events().poll(); event.isPresent(); event = call.events().poll()) {
      last = event.get() instanceof CallEvent.Ended;
      ends += last ? 1 : 0;
      if (event.get() instanceof CallEvent.DtmfReceived key) {
        keys.append(key.digit());
      }
    }
    return new Seen(call.outcome().await(), end, ends, last, keys.toString());
  }

  /** Fails unless it ended once, and that was the last thing heard of it. */
  void endedOnce(String whose) {
    assertThat(ends).as("ends of %s: %s", whose, this).isEqualTo(1);
    assertThat(endLast).as("the end is the last of %s: %s", whose, this).isTrue();
  }

  /** The name of its outcome. */
  String outcomeName() {
    return outcome.getClass().getSimpleName();
  }
}

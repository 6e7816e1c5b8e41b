package org.offhook.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call whose messages are mutated, beside one that goes on: the worlds that found something. */
class LiveWorldTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 26, 38})
  @Timeout(120)
  void theNeighboursCallGoesOn(long seed) {
    var done = LiveWorld.play(seed);
    assertThat(done.messages()).isEqualTo(LiveWorld.MESSAGES);
  }

  @ParameterizedTest
  @ValueSource(longs = 4)
  @Timeout(120)
  void theSendersCallsAreUpWhileItSends(long seed) {
    assertThat(LiveWorld.play(seed).dialogs()).isPositive();
  }
}

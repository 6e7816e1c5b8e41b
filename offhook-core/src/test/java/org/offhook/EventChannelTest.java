package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventChannelTest {

  private final EventChannel ready = new EventChannel();

  private static boolean readable(Selector selector) throws IOException {
    selector.selectedKeys().clear();
    return selector.selectNow() > 0;
  }

  @Test
  void itIsReadableFromTheRingToTheRest() throws IOException {
    try (var selector = Selector.open();
        ready) {
      ready.channel().register(selector, SelectionKey.OP_READ);
      assertThat(readable(selector)).isFalse();
      for (int i = 0; i < 3; i++) {
        ready.ring();
        ready.ring();
        assertThat(readable(selector)).isTrue();
        assertThat(readable(selector)).as("as long as nobody rests").isTrue();
        ready.rest();
        assertThat(readable(selector)).isFalse();
      }
    }
  }

  @Test
  void anyNumberOfRingsBlocksNobodyAndIsOverAtOnce() throws IOException {
    try (var selector = Selector.open();
        ready) {
      ready.channel().register(selector, SelectionKey.OP_READ);
      for (int i = 0; i < 200_000; i++) {
        ready.ring();
      }
      assertThat(readable(selector)).isTrue();
      ready.rest();
      assertThat(readable(selector)).isFalse();
    }
  }

  @Test
  void withoutAChannelWhoeverIsNamedIsTold() {
    var rings = new AtomicInteger();
    ready.ring();
    ready.onRing(rings::incrementAndGet);
    ready.ring();
    ready.ring();
    assertThat(rings).hasValue(2);
    ready.onRing(null);
    ready.ring();
    assertThat(rings).hasValue(2);
    ready.rest();
    ready.close();
  }

  @Test
  void itIsTheSameOneUntilItIsClosed() {
    var first = ready.channel();
    assertThat(ready.channel()).isSameAs(first);
    ready.close();
    assertThat(first.isOpen()).isFalse();
    var second = ready.channel();
    assertThat(second).isNotSameAs(first);
    assertThat(second.isOpen()).isTrue();
    ready.close();
  }

  @Test
  void aProgramMayCloseItItself() throws IOException {
    var first = ready.channel();
    first.close();
    ready.rest();
    ready.ring();
    assertThat(ready.channel().isOpen()).isTrue();
    ready.close();
  }
}

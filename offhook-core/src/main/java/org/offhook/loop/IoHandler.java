package org.offhook.loop;

import java.nio.channels.SelectionKey;

/** Takes the readiness of a channel that is registered with a {@link SelectorLoop}. On the loop. */
public interface IoHandler {

  /**
   * The channel is ready for {@link SelectionKey#readyOps}. Does a bounded amount of work, so that
   * others have their turn; what is left over is reported again.
   */
  void ready(SelectionKey key);

  /** The loop ends; the channel is closed after this call. */
  default void loopEnds() {}
}

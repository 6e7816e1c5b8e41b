package org.offhook.exosip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** Rings where somebody waits elsewhere than in the context: a channel, or a callback. */
final class EventSource {

  private volatile @Nullable Pipe pipe;
  private volatile @Nullable Runnable told;

  void told(@Nullable Runnable callback) {
    told = callback;
  }

  /** The channel that is readable while events wait; made when it is first asked for. */
  SelectableChannel channel() {
    var known = pipe;
    if (known != null) {
      return known.source();
    }
    try {
      var made = Pipe.open();
      made.source().configureBlocking(false);
      made.sink().configureBlocking(false);
      pipe = made;
      return made.source();
    } catch (IOException e) {
      throw OsipError.UNDEFINED_ERROR.because(e);
    }
  }

  /** There is something to take. On any thread. */
  void ring() {
    with(open -> open.sink().write(ByteBuffer.allocate(1))); // a full pipe is readable, too
    var callback = told;
    if (callback != null) {
      callback.run();
    }
  }

  /** All was taken. */
  void rest() {
    with(
        open -> {
          while (open.source().read(ByteBuffer.allocate(64)) > 0) {
            // More may follow.
          }
        });
  }

  void close() {
    with(open -> open.sink().close());
    with(open -> open.source().close());
    pipe = null;
  }

  private interface Step {
    void with(Pipe open) throws IOException;
  }

  private void with(Step step) {
    var open = pipe;
    if (open != null) {
      try {
        step.with(open);
      } catch (IOException e) {
        pipe = null; // the program closed its end, and asks no more
      }
    }
  }
}

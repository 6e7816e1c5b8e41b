package org.offhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is readable while there is something to take: for programs that wait in a selector
 * of their own, rather than in {@link EventQueue#take}. It costs nothing until it is asked for, and
 * may serve one queue after the other. Who cannot wait in a selector is told by {@link #onRing}.
 * Any thread; nothing blocks.
 *
 * <pre>{@code
 * var ready = new EventChannel();
 * endpoint.events().onReady(ready::ring);
 * ready.channel().register(selector, SelectionKey.OP_READ);
 * // when it is readable:
 * ready.rest();
 * for (var event = events.poll(); event.isPresent(); event = events.poll()) {
 *   handle(event.get());
 * }
 * }</pre>
 */
public final class EventChannel implements AutoCloseable {

  private static final int ROOM = 64;

  private final AtomicReference<@Nullable Pipe> pipe = new AtomicReference<>();
  private volatile @Nullable Runnable told;
  private volatile @Nullable EventQueue<?> followed;

  /** A channel that nobody has asked for yet. */
  public EventChannel() {}

  private interface Step {
    void with(Pipe open) throws IOException;
  }

  /**
   * The channel to register with a selector. It does not block, and nobody but {@link #rest} should
   * read from it. The same one until {@link #close}, or until the program closes it.
   *
   * @throws UncheckedIOException if none can be opened: too many open files
   */
  public SelectableChannel channel() {
    var known = pipe.get();
    if (known != null) {
      return known.source();
    }
    var made = open();
    if (pipe.compareAndSet(null, made)) {
      return made.source();
    }
    shut(made); // another thread was quicker
    return channel();
  }

  private static Pipe open() {
    try {
      var made = Pipe.open();
      made.source().configureBlocking(false);
      made.sink().configureBlocking(false);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("no channel for events", e);
    }
  }

  /**
   * Names what runs at each {@link #ring}, on the thread that rings; null, the default: nothing. It
   * must be quick and not block.
   */
  public void onRing(@Nullable Runnable told) {
    this.told = told;
  }

  /**
   * Rings for each event that comes into a queue, in place of the queue's {@link
   * EventQueue#onReady}; at once where some wait there.
   */
  public void follow(EventQueue<?> queue) {
    followed = queue;
    queue.onReady(this::ring);
    ringIfAny();
  }

  private void ringIfAny() {
    var queue = followed;
    if (queue != null && queue.size() > 0) {
      ring();
    }
  }

  /** There is something to take: the channel is readable from now on. */
  public void ring() {
    with(open -> open.sink().write(ByteBuffer.allocate(1))); // a full pipe is readable, too
    var callback = told;
    if (callback != null) {
      callback.run();
    }
  }

  /**
   * The channel is not readable any more, until the next {@link #ring}; that is at once where
   * events wait in the queue that it {@linkplain #follow follows}.
   */
  public void rest() {
    with(
        open -> {
          while (open.source().read(ByteBuffer.allocate(ROOM)) > 0) {
            // More may follow.
          }
        });
    ringIfAny();
  }

  /** Closes the channel; whoever asks for one later gets another one. */
  @Override
  public void close() {
    var open = pipe.getAndSet(null);
    if (open != null) {
      shut(open);
    }
  }

  private void with(Step step) {
    var open = pipe.get();
    try {
      if (open != null) {
        step.with(open);
      }
    } catch (IOException e) {
      pipe.compareAndSet(open, null); // the program closed its end, and asks no more
    }
  }

  private static void shut(Pipe open) {
    try {
      open.sink().close();
      open.source().close();
    } catch (IOException e) {
      // It is of no use to anybody.
    }
  }
}

package org.offhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MediaType;

/**
 * Writes the body of each NOTIFY of one subscription when it is about to leave: for documents that
 * have a version, or that say only what changed (RFC 6665 §4.2.2).
 *
 * <p>Runs on the endpoint's loop: it must be quick and must not block. When it throws, the NOTIFY
 * leaves without a body.
 *
 * <pre>{@code
 * notifier.notify(next -> NotifyBody.text(
 *     "application/dialog-info+xml", next.full() ? all(next.version()) : changes(next.version())));
 * }</pre>
 */
@FunctionalInterface
public interface NotifyWriter {

  /**
   * For whom, and how it is written.
   *
   * @param version how many NOTIFYs the subscription had before: 0, 1, 2 …
   * @param full whether the whole state is due: in the first NOTIFY, after each SUBSCRIBE, and
   *     where one before was not delivered; else what changed is enough
   * @param accept the types that the subscriber named; empty for the package's default
   */
  record Occasion(long version, boolean full, List<MediaType> accept) {

    /** Keeps a copy. */
    public Occasion {
      accept = List.copyOf(accept);
    }
  }

  /** The body; null for none. */
  @Nullable NotifyBody write(Occasion next);
}

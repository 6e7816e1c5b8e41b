package org.offhook.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MediaType;

/**
 * Writes the state that a NOTIFY tells, when it is about to leave: RFC 6665 §4.2.2. Called on the
 * loop; must be quick and must not block.
 */
@FunctionalInterface
public interface StateSource {

  /**
   * For whom, and how it is written.
   *
   * @param version how many NOTIFYs this subscription had before
   * @param full whether the whole state is due: in the first NOTIFY, after each SUBSCRIBE, and
   *     where one before was not delivered; else what changed is enough
   * @param accept the types that the subscriber takes; empty for the package's default
   */
  record Occasion(long version, boolean full, List<MediaType> accept) {}

  /** The body; null for none. */
  NotifierUsage.@Nullable Body write(Occasion occasion);
}

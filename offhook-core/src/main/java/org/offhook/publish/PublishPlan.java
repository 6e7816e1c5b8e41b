package org.offhook.publish;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.Uri;

/**
 * Whose state is published, and how: RFC 3903 §4.1. Immutable; any thread.
 *
 * @param target the address whose state it is
 * @param from who publishes; null for the agent's own identity
 * @param event the event package
 * @param seconds how long it shall last
 * @param rows more header rows of each PUBLISH, in place of those with their names
 * @param nextHop where to send it; null follows its routing headers
 * @param callId the Call-ID of all of them; null makes one up
 */
public record PublishPlan(
    Uri target,
    @Nullable NameAddr from,
    ParameterizedToken event,
    long seconds,
    List<HeaderField> rows,
    @Nullable Uri nextHop,
    @Nullable String callId) {

  /** Keeps a copy, and checks the time. */
  public PublishPlan {
    rows = List.copyOf(rows);
    if (seconds < 1 || seconds > 0xffff_ffffL) {
      throw new IllegalArgumentException("a lifetime is 1 to 4294967295 seconds, not " + seconds);
    }
  }
}

package org.offhook.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.HeaderRow;
import org.offhook.message.Contact;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;

/**
 * What {@code offhook serve} does with calls.
 *
 * @param reply how it answers them
 * @param after what follows the answer
 * @param followRefer whether to make the calls that others ask for
 * @param own what this side can do; null for what it can do by itself
 */
record ServePlan(
    Reply reply, AfterAnswer after, boolean followRefer, @Nullable SessionDescription own) {

  /**
   * How calls are answered.
   *
   * @param status the final answer
   * @param targets where a redirection sends the caller
   * @param ring how long to ring before; null answers at once
   * @param earlyMedia whether to ring with a session description
   * @param headers extra rows in the final answer
   */
  record Reply(
      Status status,
      List<Contact> targets,
      @Nullable Duration ring,
      boolean earlyMedia,
      List<HeaderRow> headers) {}
}

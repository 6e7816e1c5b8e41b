package org.offhook.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.HeaderRow;
import org.offhook.message.Contact;
import org.offhook.message.Status;

/**
 * What {@code offhook serve} does with calls.
 *
 * @param status the final answer
 * @param targets where a redirection sends the caller
 * @param ring how long to ring before; null answers at once
 * @param duration when to hang up; null leaves that to the caller
 * @param headers extra rows in the final answer
 */
record ServePlan(
    Status status,
    List<Contact> targets,
    @Nullable Duration ring,
    @Nullable Duration duration,
    List<HeaderRow> headers) {}

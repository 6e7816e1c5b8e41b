package org.offhook.publish;

import java.time.Duration;

/**
 * One published state that a compositor keeps: RFC 3903 §6.
 *
 * @param entityTag what its publisher calls it by
 * @param body the document
 * @param left how long it lasts without a refresh
 */
public record PublishedState(String entityTag, StateBody body, Duration left) {}

package org.offhook.ua;

import org.offhook.auth.ChallengeChoice;

/**
 * What protects an endpoint: who may do what, how much, and what it answers to challenges. Set by
 * {@code EndpointOptions.access}, {@code limits} and {@code challenges}; an example is at {@link
 * AccessPolicy}. Immutable; any thread.
 *
 * @param access who may do what with requests outside dialogs
 * @param limits how much strangers may cost
 * @param challenges which challenges are answered
 */
public record Guard(AccessPolicy access, Limits limits, ChallengeChoice challenges) {

  /** What each of them is by default. */
  public static final Guard DEFAULT =
      new Guard(AccessPolicy.OPEN, Limits.DEFAULT, ChallengeChoice.DEFAULT);

  /** The same with another policy of access. */
  public Guard with(AccessPolicy other) {
    return new Guard(other, limits, challenges);
  }

  /** The same with other limits. */
  public Guard with(Limits other) {
    return new Guard(access, other, challenges);
  }

  /** The same with another choice of challenges. */
  public Guard with(ChallengeChoice other) {
    return new Guard(access, limits, other);
  }
}

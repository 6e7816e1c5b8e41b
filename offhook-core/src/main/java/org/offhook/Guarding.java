package org.offhook;

import org.offhook.auth.ChallengeChoice;
import org.offhook.ua.AccessPolicy;
import org.offhook.ua.Limits;

/** What protects the endpoint: who may do what, how much, and what it answers to challenges. */
record Guarding(AccessPolicy access, Limits limits, ChallengeChoice challenges) {

  static final Guarding DEFAULT =
      new Guarding(AccessPolicy.OPEN, Limits.DEFAULT, ChallengeChoice.DEFAULT);

  Guarding with(AccessPolicy other) {
    return new Guarding(other, limits, challenges);
  }

  Guarding with(Limits other) {
    return new Guarding(access, other, challenges);
  }

  Guarding with(ChallengeChoice other) {
    return new Guarding(access, limits, other);
  }
}

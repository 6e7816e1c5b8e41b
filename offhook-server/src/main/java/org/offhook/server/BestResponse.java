package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/** Chooses among the final responses of all branches (RFC 3261 §16.7 items 6 and 7). */
final class BestResponse {

  /** Those that tell the client how to do better. */
  private static final List<Integer> HELPFUL = List.of(401, 407, 415, 420, 484);

  /** What one branch ended with; the response is null if no one sent it. */
  record Candidate(Status status, @Nullable SipResponse response) {}

  private final List<Candidate> candidates = new ArrayList<>();

  void add(Status status, @Nullable SipResponse response) {
    candidates.add(new Candidate(status, response));
  }

  /** The best one: 6xx first, then the lowest class, then the most helpful of it. */
  Candidate choose() {
    Candidate best = new Candidate(Status.REQUEST_TIMEOUT, null);
    int bestRank = Integer.MAX_VALUE;
    for (var candidate : candidates) {
      int rank = rank(candidate);
      if (rank < bestRank) {
        best = candidate;
        bestRank = rank;
      }
    }
    // Another server's 503 says nothing about this one.
    return best.status().code() == 503
        ? new Candidate(Status.SERVER_INTERNAL_ERROR, best.response())
        : best;
  }

  private static int rank(Candidate candidate) {
    int code = candidate.status().code();
    int rank = code >= 600 ? 0 : code / 100 * 100;
    if (HELPFUL.contains(code)) {
      return rank + HELPFUL.indexOf(code);
    }
    rank += 10;
    // What somebody said is worth more than silence; 503 is the last thing to pass on.
    rank += candidate.response() == null ? 20 : 0;
    return rank + (code == 408 || code == 503 ? 10 : 0);
  }

  /** The challenges of all branches, for a 401 or 407. */
  List<AuthHeader> challenges(HeaderName<AuthHeader> name) {
    return candidates.stream()
        .map(Candidate::response)
        .filter(response -> response != null && isChallenge(response.status()))
        .flatMap(response -> response.headers().all(name).stream())
        .toList();
  }

  static boolean isChallenge(Status status) {
    return status.code() == 401 || status.code() == 407;
  }
}

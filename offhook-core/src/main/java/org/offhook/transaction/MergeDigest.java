package org.offhook.transaction;

import java.util.HashSet;
import org.offhook.message.SipRequest;

/**
 * Recognizes copies of one request that took different ways (RFC 3261 §8.2.2.2) by From tag,
 * Call-ID and CSeq, kept as a 64-bit digest with a secret seed.
 */
final class MergeDigest {

  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final HashSet<Long> inProgress = new HashSet<>();

  MergeDigest(long seed) {
    this.seed = seed;
  }

  /** The digest of a request outside any dialog; 0 for one inside. */
  long of(SipRequest request) {
    if (request.to().tag().isPresent()) {
      return 0;
    }
    long hash = mix(seed, request.from().tag().orElse(""));
    hash = mix(hash, request.callId());
    hash = mix(hash ^ request.cSeq().number(), request.cSeq().method().name());
    return hash == 0 ? 1 : hash;
  }

  /** Begins a request; false if one with this digest is in progress. */
  boolean begin(long digest) {
    return inProgress.add(digest);
  }

  void end(long digest) {
    if (digest != 0) {
      inProgress.remove(digest);
    }
  }

  private static long mix(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
      hash ^= hash >>> 29;
    }
    return (hash ^ text.length()) * PRIME;
  }
}

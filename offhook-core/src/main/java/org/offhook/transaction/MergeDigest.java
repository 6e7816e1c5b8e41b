package org.offhook.transaction;

import java.util.HashSet;
import org.offhook.message.Method;
import org.offhook.message.RequestGlance;
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
    return request.to().tag().isPresent()
        ? 0
        : of(
            request.from().tag().orElse(""),
            request.callId(),
            request.cSeq().number(),
            request.cSeq().method());
  }

  /** As {@link #of(SipRequest)} of a request with this method. */
  long of(RequestGlance request, Method method) {
    return of(request.fromTag(), request.callId(), request.cSeq().number(), method);
  }

  private long of(String fromTag, String callId, long number, Method method) {
    long hash = mix(mix(seed, fromTag), callId);
    hash = mix(hash ^ number, method.name());
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

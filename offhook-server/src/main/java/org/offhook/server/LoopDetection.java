package org.offhook.server;

import org.offhook.loop.Randomness;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;

/**
 * Recognizes requests that have been here with the same routing decision before: each branch ends
 * in a digest of what that decision depends on (RFC 3261 §16.3 item 4, §16.6 item 8).
 */
final class LoopDetection {

  private static final String COOKIE = "z9hG4bK";
  private static final char MARK = '.';

  private final Randomness random;
  private final long key;

  LoopDetection(Randomness random) {
    this.random = random;
    this.key = random.nextLong();
  }

  /** A branch for one more copy of a request as it arrived. */
  String branch(SipRequest request) {
    return COOKIE + Long.toHexString(random.nextLong()) + MARK + digest(request);
  }

  /** Whether one of its Vias was put on by this server, for the same request as it is now. */
  boolean isLoop(SipRequest request) {
    String end = MARK + digest(request);
    return request.headers().all(HeaderName.VIA).stream()
        .flatMap(via -> via.branch().stream())
        .anyMatch(branch -> branch.endsWith(end));
  }

  private String digest(SipRequest request) {
    long hash = key;
    hash = mix(hash, request.requestUri().toString());
    hash = mix(hash, request.from().tag().orElse(""));
    hash = mix(hash, request.to().tag().orElse(""));
    hash = mix(hash, request.callId());
    hash = mix(hash, Long.toString(request.cSeq().number()));
    hash = mix(hash, request.headers().texts("Route").toString());
    hash = mix(hash, request.headers().texts("Proxy-Require").toString());
    hash = mix(hash, request.headers().texts("Proxy-Authorization").toString());
    return Long.toHexString(hash);
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
  }
}

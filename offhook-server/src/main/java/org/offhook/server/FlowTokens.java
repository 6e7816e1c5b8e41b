package org.offhook.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Randomness;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;

/**
 * Names for flows that stand in Path and Record-Route, so that a request for them comes back to the
 * very flow (RFC 5626 §5.1, §5.2). They cannot be guessed and mean nothing to others; the oldest of
 * too many are forgotten.
 */
final class FlowTokens {

  private static final int MOST = 100_000;
  private static final String PREFIX = "flow-";

  /** A flow by its addresses: one of UDP is made anew with each datagram. */
  private record Ends(String kind, String local, String remote) {

    static Ends of(Flow flow) {
      return new Ends(flow.kind().label(), flow.local().toString(), flow.remote().toString());
    }
  }

  private final Randomness random;
  private final Map<String, Flow> flows = new LinkedHashMap<>();
  private final Map<Ends, String> tokens = new LinkedHashMap<>();

  FlowTokens(Randomness random) {
    this.random = random;
  }

  /** The name of a flow. */
  String of(Flow flow) {
    var ends = Ends.of(flow);
    var known = tokens.get(ends);
    if (known != null && isKnown(known)) {
      return known;
    }
    if (flows.size() >= MOST) {
      var oldest = flows.keySet().iterator().next();
      var gone = flows.remove(oldest);
      if (gone != null) {
        tokens.remove(Ends.of(gone));
      }
    }
    var token = PREFIX + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    flows.put(token, flow);
    tokens.put(ends, token);
    return token;
  }

  private boolean isKnown(String token) {
    var flow = flows.get(token);
    return flow != null && flow.isAlive();
  }

  /** Whether a URI of this server names a flow. */
  static boolean isToken(Uri uri) {
    return uri instanceof SipUri sip && sip.user().filter(u -> u.startsWith(PREFIX)).isPresent();
  }

  /** The flow that is named; null if it is gone, or was never here. */
  @Nullable Flow find(Uri uri) {
    var flow = uri instanceof SipUri sip ? flows.get(sip.user().orElse("")) : null;
    return flow != null && flow.isAlive() ? flow : null;
  }

  /** Whether two flows have the same ends. */
  static boolean isSame(Flow one, Flow other) {
    return one == other || Ends.of(one).equals(Ends.of(other));
  }
}

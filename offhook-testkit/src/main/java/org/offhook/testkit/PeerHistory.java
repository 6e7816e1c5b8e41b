package org.offhook.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;

/** What a scripted peer has received and sent; on the script's thread. */
final class PeerHistory {

  /** What went out, and which way. */
  static final class Sent {
    private final byte[] bytes;
    private final PeerFlow flow;

    Sent(byte[] bytes, PeerFlow flow) {
      this.bytes = bytes;
      this.flow = flow;
    }

    byte[] bytes() {
      return bytes;
    }

    PeerFlow flow() {
      return flow;
    }
  }

  private final Set<String> seen = new HashSet<>();
  private final Map<String, PeerArrival> requests = new HashMap<>();
  private final Map<String, Sent> sent = new HashMap<>();
  private final List<SipMessage> received = new ArrayList<>();
  private @Nullable PeerArrival last;
  private @Nullable Sent lastSent;

  /** Whether this message was taken before. */
  boolean isAgain(PeerArrival arrival) {
    return seen.contains(arrival.identity());
  }

  void take(PeerArrival arrival) {
    seen.add(arrival.identity());
    received.add(arrival.message());
    requests.put(arrival.kind(), arrival);
    last = arrival;
  }

  @Nullable PeerArrival last() {
    return last;
  }

  /** The last message of that kind: a method, or a status code. */
  @Nullable PeerArrival last(String kind) {
    return requests.get(kind);
  }

  List<SipMessage> received() {
    return List.copyOf(received);
  }

  void sent(String kind, Sent message) {
    sent.put(kind, message);
    lastSent = message;
  }

  @Nullable Sent lastSent() {
    return lastSent;
  }

  @Nullable Sent lastSent(String kind) {
    return sent.get(kind);
  }
}

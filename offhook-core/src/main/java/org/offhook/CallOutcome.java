package org.offhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;

/**
 * How the attempt to set up a call ended (RFC 3261 §13.2.2).
 *
 * <pre>{@code
 * switch (call.outcome().await()) {
 *   case CallOutcome.Established e -> System.out.println("talking to " + e.message().to());
 *   case CallOutcome.Refused r -> System.out.println("refused: " + r.status());
 *   case CallOutcome.TimedOut t -> System.out.println("no answer");
 *   case CallOutcome.Cancelled c -> System.out.println("cancelled");
 *   case CallOutcome.Failed f -> System.out.println("failed: " + f.reason());
 * }
 * }</pre>
 */
public sealed interface CallOutcome extends Outcome {

  /**
   * The next hops that an outgoing call tried in vain, in order, each with why it failed, such as
   * {@code udp:192.0.2.7:5060: no answer in time}; empty if the first one answered (RFC 3263 §4.3).
   */
  List<String> tried();

  /** The call is up: a 2xx was received and acknowledged, or sent and acknowledged by the peer. */
  final class Established extends SentOutcome implements CallOutcome {
    private final SipMessage message;
    private final @Nullable SessionDescription remote;

    Established(SipMessage message, @Nullable SessionDescription remote, List<String> tried) {
      super(true, "established", tried);
      this.message = message;
      this.remote = remote;
    }

    /** What made it so: the peer's 2xx for an outgoing call, its ACK for an incoming one. */
    public SipMessage message() {
      return message;
    }

    /** The peer's session description, if there was one by now. */
    public Optional<SessionDescription> remoteDescription() {
      return Optional.ofNullable(remote);
    }
  }

  /** The called side answered with a final status of 300 or above that was not repaired. */
  final class Refused extends SentOutcome implements CallOutcome {
    private final SipResponse response;

    Refused(SipResponse response, List<String> tried) {
      super(false, "refused with " + response.status().code() + " " + response.reason(), tried);
      this.response = response;
    }

    /** The status, such as 486. */
    public Status status() {
      return response.status();
    }

    /** The whole answer. */
    public SipResponse response() {
      return response;
    }

    /** Where else to try, for a redirection (300 to 399) that was not followed. */
    public List<Contact> contacts() {
      return response.headers().all(HeaderName.CONTACT);
    }
  }

  /** Nobody answered in time: no response at all, or ringing beyond the configured limit. */
  final class TimedOut extends SentOutcome implements CallOutcome {

    TimedOut(String reason, List<String> tried) {
      super(false, reason, tried);
    }
  }

  /** The calling side gave the attempt up: this side, or for an incoming call the caller. */
  final class Cancelled extends SentOutcome implements CallOutcome {
    private final boolean byPeer;

    Cancelled(boolean byPeer) {
      super(false, byPeer ? "cancelled by the caller" : "cancelled", List.of());
      this.byPeer = byPeer;
    }

    /** Whether the peer cancelled. */
    public boolean byPeer() {
      return byPeer;
    }
  }

  /** The attempt could not be made or was broken off: no route, no connection, a faulty peer. */
  final class Failed extends SentOutcome implements CallOutcome {

    Failed(String reason) {
      this(reason, List.of());
    }

    Failed(String reason, List<String> tried) {
      super(false, reason, tried);
    }
  }
}

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

  /** The call is up: a 2xx was received and acknowledged, or sent and acknowledged by the peer. */
  final class Established extends OutcomeBase implements CallOutcome {
    private final SipMessage message;
    private final @Nullable SessionDescription remote;

    Established(SipMessage message, @Nullable SessionDescription remote) {
      super(true, "established");
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
  final class Refused extends OutcomeBase implements CallOutcome {
    private final SipResponse response;

    Refused(SipResponse response) {
      super(false, "refused with " + response.status().code() + " " + response.reason());
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
  final class TimedOut extends OutcomeBase implements CallOutcome {

    TimedOut(String reason) {
      super(false, reason);
    }
  }

  /** The calling side gave the attempt up: this side, or for an incoming call the caller. */
  final class Cancelled extends OutcomeBase implements CallOutcome {
    private final boolean byPeer;

    Cancelled(boolean byPeer) {
      super(false, byPeer ? "cancelled by the caller" : "cancelled");
      this.byPeer = byPeer;
    }

    /** Whether the peer cancelled. */
    public boolean byPeer() {
      return byPeer;
    }
  }

  /** The attempt could not be made or was broken off: no route, no connection, a faulty peer. */
  final class Failed extends OutcomeBase implements CallOutcome {

    Failed(String reason) {
      super(false, reason);
    }
  }
}

package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.SessionDescription;

/**
 * An offer of the peer that waits for this side's decision: in a re-INVITE, or in the 2xx to an
 * INVITE without one (RFC 3261 §14.2, §13.2.2.4). The first decision counts, later ones have no
 * effect.
 */
public interface OpenOffer {

  /** The message that carries it. */
  SipMessage message();

  /** The offer; empty if the peer asks this side to offer (a re-INVITE without one). */
  Optional<SessionDescription> offer();

  /** Whether it was decided, by whomever. Any thread. */
  boolean isDecided();

  /** Agrees, with this side's answer (or offer, if {@link #offer} is empty). */
  default void accept(SessionDescription answer) {
    accept(answer, List.of());
  }

  /** As {@link #accept(SessionDescription)}, with extra rows in the message that carries it. */
  void accept(SessionDescription answer, List<HeaderField> rows);

  /** Refuses; an offer in a 2xx is answered with all media refused, and the call ends. */
  default void refuse(Status status, List<Warning> warnings) {
    refuse(status, warnings, List.of());
  }

  /**
   * The response with this status as it would be given now; null where none is to be given, as
   * where the offer came in a response itself.
   */
  default @Nullable SipResponse draft(Status status) {
    return null;
  }

  /**
   * Gives a response that the application wrote: agrees, refuses, or says that it takes its time,
   * by its status. No effect where no response is to be given.
   *
   * @param description the answer in it (or offer); needed in a 2xx
   */
  default void respond(SipResponse written, @Nullable SessionDescription description) {}

  /** As {@link #refuse(Status, List)}, with extra rows where the refusal is a response. */
  void refuse(Status status, List<Warning> warnings, List<HeaderField> rows);
}

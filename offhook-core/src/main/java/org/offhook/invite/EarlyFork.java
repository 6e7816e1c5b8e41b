package org.offhook.invite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * One branch of an outgoing call and its provisional answers: RFC 3261 §13.2.2.1, RFC 3262 §4. Each
 * branch has an early dialog, an offer/answer exchange and an order of reliable answers of its own.
 */
final class EarlyFork {

  private final InviteSession session;
  private final ReliableOrder order = new ReliableOrder();
  private long described;
  private final List<Prack> waiting = new ArrayList<>(0);

  EarlyFork(InviteSession session) {
    this.session = session;
  }

  InviteSession session() {
    return session;
  }

  /** When its last description came, as a count over all forks; 0: none did. */
  long described() {
    return described;
  }

  /** Whether a provisional answer is to be looked at: not one that comes again, or too early. */
  boolean isInOrder(SipResponse response, SipRequest invite) {
    return !ReliableOrder.isReliable(response, invite) || order.advance(response);
  }

  /**
   * Takes the description of a provisional answer, if it means something (RFC 6337 §3.1): a
   * reliable one answers or offers, another one says beforehand what the answer will be.
   *
   * @param count what {@link #described} becomes then
   * @return whether it is an offer
   */
  boolean read(SipResponse response, SipRequest invite, long count) {
    var media = session.media();
    if (media.isAgreed() || !(SdpBody.of(response) instanceof SdpBody.Present present)) {
      return false;
    }
    boolean reliable = ReliableOrder.isReliable(response, invite);
    boolean awaited = media.open() == OfferAnswerState.Open.LOCAL;
    boolean offers = reliable && media.open() == OfferAnswerState.Open.NONE;
    if (awaited && reliable) {
      media.answerReceived(present.description());
    } else if (awaited) {
      media.previewReceived(present.description());
    } else if (offers) {
      media.offerReceived(present.description());
    } else {
      return false;
    }
    described = count;
    return offers;
  }

  /** Acknowledges a reliable answer, as the policy for it says. */
  void acknowledge(Prack.Owner owner, Prack.Occasion occasion, Asking asking) {
    var response = occasion.response();
    if (!ReliableOrder.isReliable(response, occasion.invite())) {
      return;
    }
    var prack = new Prack(owner, session, occasion);
    var mode = session.core().settings().automatic().mode(Automatic.PRACK);
    if (mode == AutoMode.AUTO) {
      prack.acknowledge(asking.later());
      return;
    }
    waiting.add(prack);
    if (mode == AutoMode.MANUAL) {
      asking
          .listener()
          .asks(Automatic.PRACK, response, () -> prack.acknowledge(asking.later()), () -> {});
    }
  }

  /**
   * Who is asked.
   *
   * @param later whether the application decides about an offer of the callee
   */
  record Asking(CallerListener listener, boolean later) {}

  /** The PRACK that waits for the application because of this answer; null if none does. */
  @Nullable Prack waiting(SipResponse response) {
    for (var prack : waiting) {
      if (prack.isFor(response)) {
        return prack;
      }
    }
    return null;
  }

  /** Sends the PRACK that waits, with an offer; false if none does. */
  boolean acknowledgeWith(SessionDescription offer) {
    if (waiting.isEmpty()) {
      return false;
    }
    waiting.removeLast().acknowledgeWith(offer);
    return true;
  }
}

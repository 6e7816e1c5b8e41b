package org.offhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.invite.OpenOffer;
import org.offhook.invite.SdpBody;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;

/**
 * The peer's offer for another session, or its first one in the answer to a call without offer,
 * that waits for the application (RFC 3264 §4). The first decision counts; without one it is
 * refused in the end.
 *
 * <pre>{@code
 * if (call.events().take() instanceof CallEvent.OfferReceived event) {
 *   event.offer().accept(LocalCapabilities.audio("192.0.2.1", 40000, RtpMap.PCMU));
 * }
 * }</pre>
 */
public final class IncomingOffer implements Answerable {

  private final Call call;
  private final EndpointCore endpoint;
  private final OpenOffer offer;
  private final @Nullable SessionDescription description;
  private volatile boolean decided;

  IncomingOffer(Call call, OpenOffer offer) {
    this.call = call;
    this.endpoint = call.endpoint;
    this.offer = offer;
    this.description = offer.offer().orElse(null);
  }

  /** The message that carries the offer. */
  @Override
  public SipMessage message() {
    return offer.message();
  }

  /**
   * The offer; empty if the peer asks this side to offer, or does not speak of the session at all,
   * by an UPDATE without one that {@code Automatic.ANSWER_REFRESH} leaves to the application.
   */
  public Optional<SessionDescription> description() {
    return Optional.ofNullable(description);
  }

  /** Accepts with this answer; with this offer, if {@link #description} is empty. */
  public void accept(SessionDescription answer) {
    accept(answer, List.of());
  }

  /**
   * As {@link #accept(SessionDescription)}, with extra header rows in the message that carries the
   * answer: the 2xx, or where a response brought the offer the ACK or PRACK.
   */
  public void accept(SessionDescription answer, List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    decided = true;
    endpoint.command(() -> offer.accept(answer, rows));
  }

  /**
   * Accepts with an answer picked from what this side can do; refuses with 488 if nothing of the
   * offer can be used.
   */
  public void accept(LocalCapabilities capabilities) {
    if (description == null) {
      accept(capabilities.template());
      return;
    }
    var answer = OfferAnswer.answer(description, capabilities);
    if (answer.isAcceptable()) {
      accept(answer.description());
    } else {
      refuse(Status.NOT_ACCEPTABLE_HERE);
    }
  }

  /**
   * Whether it was decided, by a verb or because the time for it is over: what comes later has no
   * effect. Any thread.
   */
  @Override
  public boolean isAnswered() {
    return decided || offer.isDecided();
  }

  /** Refuses; the session stays as it is. */
  public void refuse(Status status) {
    refuse(status, List.of());
  }

  /**
   * As {@link #refuse(Status)}, with extra header rows in the refusal; without effect where the
   * offer came in a response, which cannot be refused by another one.
   */
  public void refuse(Status status, List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    decided = true;
    endpoint.command(() -> offer.refuse(status, List.of(), rows));
  }

  /**
   * The response with this status as it would be given now, to be edited and given by {@link
   * #respond}: Via, From, To, Call-ID, CSeq, and below 300 Contact, Allow and Supported. Nothing is
   * sent. Empty if it was decided, and where the offer came in a response.
   *
   * <pre>{@code
   * var ringing = offer.prepare(Status.RINGING).await().orElseThrow();
   * offer.respond(ringing.toBuilder().raw("X-Mood", "thinking").build());
   * }</pre>
   */
  @Override
  public Pending<Optional<SipResponse>> prepare(Status status) {
    Pending<Optional<SipResponse>> result = endpoint.pending();
    endpoint.command(
        () -> result.complete(Optional.ofNullable(offer.draft(status))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /**
   * Gives a response that the application wrote, best from {@link #prepare}: it accepts with the
   * description in its body, refuses, or says by 101 to 199 that the decision takes its time, which
   * an UPDATE has not got (RFC 3311 §5.2). Via, From, To, Call-ID and CSeq are written anew; where
   * a session timer is agreed on Session-Expires is added. No effect once it was decided, and where
   * the offer came in a response.
   *
   * @throws IllegalArgumentException for 100, for a 2xx without a description but to an UPDATE
   *     without one, and for a provisional response to UPDATE
   */
  @Override
  public void respond(SipResponse response) {
    var status = response.status();
    var answer = SdpBody.of(response).readable().orElse(null);
    boolean update = message().cSeq().method().equals(Method.UPDATE);
    boolean bare = update && description == null;
    if (status.code() <= 100 || (status.isSuccess() && answer == null && !bare)) {
      throw new IllegalArgumentException(
          status + " says nothing here; a 2xx needs a session description in its body");
    }
    if (status.isProvisional() && update) {
      throw new IllegalArgumentException("UPDATE is answered at once: use 200 to 699");
    }
    if (status.isFinal()) {
      decided = true;
    }
    endpoint.command(() -> offer.respond(response, answer));
  }

  /**
   * Asks the peer of another call and decides as that one does: the offer goes on as an offer
   * there, and the answer or refusal comes back. For whoever joins two calls whose media flow
   * between the peers. Where both peers offer at a time, one is refused with 491 and asks again.
   *
   * <p>An offer in the answer to a call without one goes on in the answer to an incoming call, and
   * its caller's answer comes back; if the answer was a provisional one, it is that of {@link
   * CallEvent.Progress} that goes on by {@link IncomingCall#progress(Status, SessionDescription)}.
   *
   * <pre>{@code
   * case CallEvent.OfferReceived event -> event.offer().passTo(other);
   * }</pre>
   */
  public void passTo(Call other) {
    if (message() instanceof SipResponse response) {
      passLate(response, other);
    } else if (description == null) {
      passQuestion(other);
    } else {
      passOffer(description, other);
    }
  }

  private void passOffer(SessionDescription offered, Call other) {
    var passing = call.calls().passing();
    passing.offering(true);
    if (other.calls().passing().isOffering()) {
      passing.offering(false);
      refuse(Status.REQUEST_PENDING);
      return;
    }
    boolean update = message().cSeq().method().equals(Method.UPDATE);
    var asked = update ? other.update(offered) : other.offer(offered);
    asked.then(
        outcome -> {
          if (update && outcome instanceof OfferOutcome.Failed) {
            // a peer that does not take UPDATE may take a re-INVITE
            other.offer(offered).then(this::passed);
          } else {
            passed(outcome);
          }
        });
  }

  private void passed(OfferOutcome outcome) {
    call.calls().passing().offering(false);
    switch (outcome) {
      case OfferOutcome.Accepted accepted ->
          accepted.answer().ifPresentOrElse(this::accept, () -> refuse(Status.NOT_ACCEPTABLE_HERE));
      case OfferOutcome.Refused refused -> refuse(refused.status());
      case OfferOutcome.Failed failed -> refuse(Status.NOT_ACCEPTABLE_HERE);
    }
  }

  /** The peer asks for an offer: the other peer's description is one; the answer goes there. */
  private void passQuestion(Call other) {
    var known = other.remoteDescription();
    if (known.isEmpty()) {
      refuse(Status.NOT_ACCEPTABLE_HERE);
      return;
    }
    endpoint.command(
        () -> {
          call.calls().passing().await(other::offer);
          offer.accept(known.get());
        });
  }

  /** The callee offers: the caller's answer, in its PRACK or ACK, is the decision. */
  private void passLate(SipResponse response, Call other) {
    if (!(other instanceof IncomingCall caller) || description == null) {
      refuse(Status.NOT_ACCEPTABLE_HERE);
      return;
    }
    caller.endpoint.command(
        () -> {
          var answer = caller.remoteDescription();
          if (answer.isPresent()) {
            accept(answer.get());
          } else {
            caller.calls().passing().await(this::accept);
          }
        });
    if (response.status().isSuccess()) {
      caller.answer(description);
    }
  }
}

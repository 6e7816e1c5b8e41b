package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.RAck;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.Automatic;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/**
 * The PRACK for one reliable provisional answer: RFC 3262 §4. It takes the answer to an offer of
 * that response along, or an offer of its own (§5). What becomes of it decides nothing: the callee
 * ends the INVITE if it misses it.
 */
final class Prack implements SendHandler, OfferCarrier {

  /** Whoever has the INVITE. */
  interface Owner {

    /** The application decides about an offer of the callee. */
    void offered(OpenOffer offer);

    /** The session of this early dialog changed. */
    void changed(InviteSession session);

    /** This side can do nothing with the callee's offer. */
    void refused(InviteSession session, String why);
  }

  /**
   * What is acknowledged.
   *
   * @param response the reliable answer
   * @param invite the INVITE that it answers, as it was sent
   * @param offers whether it brought an offer, which the PRACK answers
   */
  record Occasion(SipResponse response, SipRequest invite, boolean offers) {}

  private final Owner owner;
  private final InviteSession session;
  private final Occasion occasion;
  private boolean sent;
  private @Nullable SendHandler teller;
  private LocalMedia.@Nullable Wish before;

  Prack(Owner owner, InviteSession session, Occasion occasion) {
    this.owner = owner;
    this.session = session;
    this.occasion = occasion;
  }

  /** For an answer to an INVITE of a session that is up, which has an offer of this side. */
  static Prack of(InviteSession session, SipResponse reliable, SipRequest invite) {
    return new Prack(Nobody.INSTANCE, session, new Occasion(reliable, invite, false));
  }

  /** Nothing has to be told: the change is told by its 2xx. */
  private enum Nobody implements Owner {
    INSTANCE;

    @Override
    public void offered(OpenOffer offer) {}

    @Override
    public void changed(InviteSession session) {}

    @Override
    public void refused(InviteSession session, String why) {}
  }

  /**
   * Acknowledges, after an offer of the callee has its answer.
   *
   * @param askLater whether the application decides about that
   */
  void acknowledge(boolean askLater) {
    if (!occasion.offers() || session.media().open() != OfferAnswerState.Open.REMOTE) {
      send(null);
      return;
    }
    var late = new LateOffer(this);
    if (askLater) {
      late.ask();
    } else {
      late.decide();
    }
  }

  /** Acknowledges with an offer, if none is open; otherwise without. */
  void acknowledgeWith(SessionDescription description) {
    if (sent || session.media().open() != OfferAnswerState.Open.NONE) {
      acknowledge(true);
      return;
    }
    before = session.local().wish();
    session.local().wants(description);
    var offer = session.local().offer(session.media().local().orElse(null)).orElse(description);
    session.media().offerSent(offer);
    send(offer);
  }

  /** Whether it is for this provisional answer, which another fork may number alike. */
  boolean isFor(SipResponse response) {
    return occasion.response().headers().get(HeaderName.RSEQ).equals(rSeq(response))
        && occasion.response().to().tag().equals(response.to().tag());
  }

  private static Optional<Long> rSeq(SipResponse response) {
    return response.headers().get(HeaderName.RSEQ);
  }

  /** As it would be sent now, without body; null if it was sent. */
  @Nullable SipRequest draft() {
    return sent || session.isOver() ? null : begin(session.dialog().draft(Method.PRACK)).build();
  }

  private SipRequest.Builder begin(SipRequest.Builder request) {
    long number = rSeq(occasion.response()).orElseThrow();
    var invite = new CSeq(occasion.invite().cSeq().number(), Method.INVITE);
    return request.set(HeaderName.RACK, new RAck(number, invite));
  }

  /**
   * Sends what the application wrote; a description in it answers the callee's offer, or offers.
   *
   * @param handler is told what becomes of it
   * @return false if one was sent already
   */
  boolean send(SipRequest written, SendHandler handler) {
    if (sent || session.isOver()) {
      return false;
    }
    teller = handler;
    var description = SdpBody.of(written).readable().orElse(null);
    var media = session.media();
    boolean answers = occasion.offers() && media.open() == OfferAnswerState.Open.REMOTE;
    if (description != null && (answers || media.open() == OfferAnswerState.Open.NONE)) {
      before = answers ? null : session.local().wish();
      session.local().wants(description);
      if (answers) {
        media.answerSent(description);
      } else {
        media.offerSent(description);
      }
    }
    leave(session.dialog().owned(begin(written.toBuilder()).build()));
    if (description != null && answers) {
      owner.changed(session);
    }
    return true;
  }

  private void send(@Nullable SessionDescription description) {
    send(description, List.of());
  }

  private void send(@Nullable SessionDescription description, List<HeaderField> rows) {
    if (sent || session.isOver()) {
      return;
    }
    var request = begin(session.dialog().request(Method.PRACK));
    rows.forEach(row -> request.raw(row.name(), row.value()));
    if (description != null) {
      request.body(MediaType.APPLICATION_SDP, description.toBytes());
    }
    leave(request.build());
  }

  private void leave(SipRequest request) {
    sent = true;
    session
        .core()
        .sender()
        .send(Outgoing.of(request).dialog(session.dialog()).digest(session.digest()).build(), this);
    session.changeNow();
  }

  // --- the callee's offer ---

  @Override
  public InviteSession session() {
    return session;
  }

  @Override
  public SipResponse response() {
    return occasion.response();
  }

  @Override
  public void ask(LateOffer late) {
    owner.offered(late);
  }

  @Override
  public void answer(SessionDescription answer, List<HeaderField> rows) {
    send(answer, rows);
    owner.changed(session);
  }

  @Override
  public void end(String why) {
    var open = session.media().openOffer().orElseThrow();
    var refusal = OfferAnswer.refuse(open, open.origin());
    session.media().answerSent(refusal);
    send(refusal);
    owner.refused(session, why);
  }

  // --- what the callee says to it ---

  @Override
  public void finalResponse(SipResponse answer, SipRequest asSent) {
    if (teller != null) {
      teller.finalResponse(answer, asSent);
    }
    if (!isOffering()) {
      return;
    }
    if (answer.status().isSuccess() && SdpBody.of(answer) instanceof SdpBody.Present present) {
      session.media().answerReceived(present.description());
      session.tell().changed(false);
    } else {
      undo();
    }
    session.changeNow();
  }

  @Override
  public void failed(SendFailure failure) {
    if (teller != null) {
      teller.failed(failure);
    }
    if (isOffering()) {
      undo();
      session.changeNow();
    }
  }

  @Override
  public void asks(Automatic action, SipResponse response, Sending sending) {
    if (teller != null) {
      teller.asks(action, response, sending);
    } else {
      sending.decline();
    }
  }

  private boolean isOffering() {
    return before != null && session.media().open() == OfferAnswerState.Open.LOCAL;
  }

  private void undo() {
    session.media().rollBack();
    if (before != null) {
      session.local().restore(before);
      before = null;
    }
  }
}

package org.offhook.invite;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;

/**
 * The PRACKs to the reliable provisional answers of an incoming call: RFC 3262 §3. One may bring
 * the answer to this side's offer, or another offer (§5).
 */
final class IncomingPracks implements Consumer<ServerTransaction> {

  /** Whoever has the INVITE. */
  interface Owner {

    /** Whether the INVITE has its final answer. */
    boolean isAnswered();

    /** A reliable answer has its PRACK. */
    void acknowledged();

    /** The caller broke the rules: there is no call to be had. */
    void broken(String reason);
  }

  private final InviteSession session;
  private final CalleeProgress progress;
  private final Owner owner;

  IncomingPracks(InviteSession session, CalleeProgress progress, Owner owner) {
    this.session = session;
    this.progress = progress;
    this.owner = owner;
  }

  @Override
  public void accept(ServerTransaction prack) {
    var rAck = prack.request().headers().get(HeaderName.RACK);
    if (rAck.isEmpty()) {
      session.respond(prack, Status.of(400, "Missing Or Bad RAck"));
    } else if (!progress.acknowledged(rAck.get())) {
      session.respond(prack, Status.CALL_TRANSACTION_DOES_NOT_EXIST);
    } else if (owner.isAnswered()) {
      session.respond(prack, Status.OK);
      session.pracks(null);
    } else {
      matched(prack);
    }
  }

  private void matched(ServerTransaction prack) {
    var media = session.media();
    boolean answers = media.open() == OfferAnswerState.Open.LOCAL && !media.isAgreed();
    switch (SdpBody.of(prack.request())) {
      case SdpBody.Present present -> {
        if (media.open() == OfferAnswerState.Open.NONE) {
          new IncomingPrack(session, prack, present.description(), owner::acknowledged).decide();
        } else {
          described(prack, answers ? present.description() : null);
          owner.acknowledged();
        }
      }
      case SdpBody.Broken broken -> {
        prack.respond(
            session
                .core()
                .response(prack.request(), Status.BAD_REQUEST)
                .add(HeaderName.WARNING, IncomingPrack.broken(broken.reason()))
                .build());
        acknowledgedUnless(answers);
      }
      case SdpBody.None none -> {
        session.respond(prack, answers ? Status.of(400, "Missing Session Description") : Status.OK);
        acknowledgedUnless(answers);
      }
    }
  }

  /** Takes the answer; a description where another exchange is open has no place (null). */
  private void described(ServerTransaction prack, @Nullable SessionDescription answer) {
    if (answer == null) {
      session.respond(prack, Status.REQUEST_PENDING);
      return;
    }
    session.media().answerReceived(answer);
    session.respond(prack, Status.OK);
    session.tell().changed(false);
  }

  private void acknowledgedUnless(boolean answerIsMissing) {
    if (answerIsMissing) {
      owner.broken("the PRACK lacks the answer to this side's offer");
    } else {
      owner.acknowledged();
    }
  }
}

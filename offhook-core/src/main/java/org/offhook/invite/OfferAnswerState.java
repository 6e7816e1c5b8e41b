package org.offhook.invite;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.sdp.SessionDescription;

/**
 * The offer/answer exchange of one dialog, whatever message carries it: RFC 3264 §4, RFC 6337 §2.
 * At most one offer is open at a time.
 */
public final class OfferAnswerState {

  /** Whose offer is open. */
  public enum Open {
    /** None: the session is as the last exchange left it. */
    NONE,
    /** This side's offer waits for the peer's answer. */
    LOCAL,
    /** The peer's offer waits for this side's answer. */
    REMOTE
  }

  private Open open = Open.NONE;
  private @Nullable SessionDescription offer;
  private @Nullable SessionDescription local;
  private @Nullable SessionDescription remote;
  private @Nullable SessionDescription previousLocal;
  private @Nullable SessionDescription previousRemote;

  /** A state that goes on where another one was: for a fork that shares the caller's offer. */
  OfferAnswerState fork() {
    var copy = new OfferAnswerState();
    copy.open = open;
    copy.offer = offer;
    copy.local = local;
    copy.remote = remote;
    return copy;
  }

  /** Whose offer is open. */
  public Open open() {
    return open;
  }

  /** The open offer, either side's. */
  public Optional<SessionDescription> openOffer() {
    return Optional.ofNullable(offer);
  }

  /** This side sent an offer. */
  void offerSent(SessionDescription description) {
    require(Open.NONE);
    open = Open.LOCAL;
    offer = description;
  }

  /** The peer sent an offer. */
  void offerReceived(SessionDescription description) {
    require(Open.NONE);
    open = Open.REMOTE;
    offer = description;
  }

  /** The peer answered this side's offer. */
  void answerReceived(SessionDescription answer) {
    require(Open.LOCAL);
    agreed(offer, answer);
  }

  /** This side answered the peer's offer. */
  void answerSent(SessionDescription answer) {
    require(Open.REMOTE);
    agreed(answer, offer);
  }

  /** The open offer came to nothing; the session is as before (RFC 3261 §14.1). */
  void rollBack() {
    open = Open.NONE;
    offer = null;
  }

  private void agreed(
      @Nullable SessionDescription newLocal, @Nullable SessionDescription newRemote) {
    previousLocal = local;
    previousRemote = remote;
    local = newLocal == null ? null : newLocal.packed();
    remote = newRemote == null ? null : newRemote.packed();
    open = Open.NONE;
    offer = null;
  }

  private void require(Open expected) {
    if (open != expected) {
      throw new IllegalStateException("offer/answer is " + open + ", not " + expected);
    }
  }

  /** This side's description in force, or its open offer before the first exchange. */
  public Optional<SessionDescription> local() {
    return Optional.ofNullable(local != null || open != Open.LOCAL ? local : offer);
  }

  /** The peer's description in force, or its open offer before the first exchange. */
  public Optional<SessionDescription> remote() {
    return Optional.ofNullable(remote != null || open != Open.REMOTE ? remote : offer);
  }

  /** This side's description before the last change. */
  public Optional<SessionDescription> previousLocal() {
    return Optional.ofNullable(previousLocal);
  }

  /** The peer's description before the last change. */
  public Optional<SessionDescription> previousRemote() {
    return Optional.ofNullable(previousRemote);
  }
}

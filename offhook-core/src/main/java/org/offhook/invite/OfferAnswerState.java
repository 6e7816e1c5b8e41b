package org.offhook.invite;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.sdp.OfferAnswer;
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
  private @Nullable SessionDescription preview;
  private @Nullable SessionDescription local;
  private @Nullable SessionDescription remote;
  private @Nullable SessionDescription previousLocal;
  private @Nullable SessionDescription previousRemote;

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

  /**
   * The peer says in an unreliable provisional answer what its answer will be; the offer stays
   * open. The first one counts (RFC 6337 §3.1).
   */
  void previewReceived(SessionDescription coming) {
    require(Open.LOCAL);
    if (preview == null) {
      preview = coming;
    }
  }

  /** Whether the peer said beforehand what its answer will be. */
  boolean isPreviewed() {
    return preview != null;
  }

  /** The peer answered this side's offer; what it said beforehand holds, if it did. */
  void answerReceived(SessionDescription answer) {
    require(Open.LOCAL);
    agreed(offer, preview != null ? preview : answer);
  }

  /** The peer's reliable answer came without a description: what it said beforehand holds. */
  void previewConfirmed() {
    require(Open.LOCAL);
    agreed(offer, preview);
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
    preview = null;
  }

  private void agreed(
      @Nullable SessionDescription newLocal, @Nullable SessionDescription newRemote) {
    previousLocal = local;
    previousRemote = remote;
    local = newLocal == null ? null : newLocal.packed();
    remote = newRemote == null ? null : newRemote.packed();
    rollBack();
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

  /** The peer's description in force; before the first exchange its open offer or its preview. */
  public Optional<SessionDescription> remote() {
    if (remote != null) {
      return Optional.of(remote);
    }
    return Optional.ofNullable(open == Open.REMOTE ? offer : preview);
  }

  /** What this side says next: in the session that it described before (RFC 3264 §8). */
  SessionDescription next(SessionDescription wanted) {
    return local == null ? wanted : OfferAnswer.nextVersion(local, wanted);
  }

  /** Whether an exchange was completed. */
  boolean isAgreed() {
    return local != null;
  }

  /** Whether the last exchange changed anything. */
  boolean isChanged() {
    return !Objects.equals(local, previousLocal) || !Objects.equals(remote, previousRemote);
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

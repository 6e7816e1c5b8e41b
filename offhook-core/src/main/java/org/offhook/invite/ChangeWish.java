package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.sdp.SessionDescription;

/**
 * What this side asks of the peer in a session: RFC 3261 §14.1, RFC 3311 §5.1, RFC 4028 §7.4.
 *
 * @param description what this side wants from now on; null keeps what it wanted
 * @param holding whether this side holds; null keeps that
 * @param rows extra rows of the request
 */
public record ChangeWish(
    Kind kind,
    @Nullable SessionDescription description,
    @Nullable Boolean holding,
    List<HeaderField> rows) {

  /** What is asked for. */
  public enum Kind {
    /** An offer: by UPDATE in an early dialog, else by re-INVITE. */
    OFFER,
    /** An offer by UPDATE. */
    UPDATE_OFFER,
    /** An UPDATE without description. */
    UPDATE,
    /** A re-INVITE without description: the peer shall offer. */
    QUESTION,
    /** The session as it is for longer. */
    REFRESH
  }

  /** An offer. */
  public static ChangeWish offer(
      @Nullable SessionDescription description, @Nullable Boolean holding, List<HeaderField> rows) {
    return new ChangeWish(Kind.OFFER, description, holding, rows);
  }

  /** An UPDATE, with an offer or without (null). */
  public static ChangeWish update(
      @Nullable SessionDescription description, List<HeaderField> rows) {
    var kind = description == null ? Kind.UPDATE : Kind.UPDATE_OFFER;
    return new ChangeWish(kind, description, null, rows);
  }

  /** That the peer offers. */
  public static ChangeWish question(List<HeaderField> rows) {
    return new ChangeWish(Kind.QUESTION, null, null, rows);
  }

  /** A refresh. */
  static ChangeWish refresh() {
    return new ChangeWish(Kind.REFRESH, null, null, List.of());
  }

  boolean isOffer() {
    return kind == Kind.OFFER || kind == Kind.UPDATE_OFFER;
  }
}

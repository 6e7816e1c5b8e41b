package org.offhook;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * A message that a transaction sent or took, or the end of one that nobody answered (RFC 3261 §17):
 * what automatic steps exchange included, such as credentials sent after a challenge, PRACK,
 * CANCEL, and registrations renewed. Told in {@link Endpoint#events()}, in order with all other
 * events and before those that it causes, where {@link EndpointOptions.Builder#exchanges} asks for
 * it; not by default. Repetitions are not told. Immutable.
 *
 * <pre>{@code
 * if (endpoint.events().take() instanceof ExchangeEvent exchange
 *     && exchange.kind() == ExchangeEvent.Kind.ANSWERED) {
 *   log.info("{} by {}", exchange.request().method(), exchange.response().orElseThrow().status());
 * }
 * }</pre>
 *
 * <p>In a full queue final responses and {@link Kind#UNANSWERED} have the room that the ends of
 * calls have; the rest is dropped and counted there. Not told is a request that is refused for
 * overload before it has a transaction, one that is given up while its target is being located, and
 * that nothing came of what was under way when the endpoint was cut off.
 */
public final class ExchangeEvent implements EndpointEvent.Unlisted {

  /** What happened. */
  public enum Kind {
    /** A client transaction began: its request leaves. */
    SENT,
    /**
     * A response came, provisional (100 too) or final; of an INVITE also the 2xx of each further
     * fork (RFC 6026 §7.2).
     */
    ANSWERED,
    /**
     * No final response: none came in time, the request could not be delivered, or there is no way
     * to its target; then the request was never sent, and there is no branch.
     */
    UNANSWERED,
    /** A server transaction began: its request came. */
    RECEIVED,
    /** A response leaves, provisional (100 too) or final. */
    RESPONDED,
    /** The ACK for a 2xx came, told once for each INVITE (RFC 3261 §13.3.1.4). */
    ACKNOWLEDGED,
    /** The ACK for a 2xx leaves, told once for each 2xx that is told (RFC 3261 §13.2.2.4). */
    ACK_SENT
  }

  /** What is told. */
  record Told(
      Kind kind,
      SipRequest request,
      @Nullable SipResponse response,
      String branch,
      String reason,
      boolean timedOut,
      @Nullable InetSocketAddress source) {

    static Told request(Kind kind, SipRequest request, String branch) {
      return new Told(kind, request, null, branch, "", false, null);
    }

    Told response(SipResponse with) {
      return new Told(kind, request, with, branch, reason, timedOut, source);
    }

    Told from(InetSocketAddress where) {
      return new Told(kind, request, response, branch, reason, timedOut, where);
    }

    Told because(String why, boolean time) {
      return new Told(kind, request, response, branch, why, time, source);
    }
  }

  private final Endpoint endpoint;
  private final Told told;

  ExchangeEvent(Endpoint endpoint, Told told) {
    this.endpoint = endpoint;
    this.told = told;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  /** What happened. */
  public Kind kind() {
    return told.kind();
  }

  /**
   * The transaction's request as it was on the wire, with its Via; the ACK itself for {@link
   * Kind#ACKNOWLEDGED} and {@link Kind#ACK_SENT}. A request that was never sent has no Via.
   */
  public SipRequest request() {
    return told.request();
  }

  /** The response of {@link Kind#ANSWERED} and {@link Kind#RESPONDED}; else empty. */
  public Optional<SipResponse> response() {
    return Optional.ofNullable(told.response());
  }

  /**
   * The branch of the transaction, the same in all its events; that of the INVITE for {@link
   * Kind#ACKNOWLEDGED} and {@link Kind#ACK_SENT}, whose requests have branches of their own. A
   * CANCEL has that of its INVITE. Empty if there is no transaction, or the peer is one of RFC
   * 2543.
   */
  public String branch() {
    return told.branch();
  }

  /** For people, why there is no answer; empty for other kinds than {@link Kind#UNANSWERED}. */
  public String reason() {
    return told.reason();
  }

  /** Whether there is no answer because time ran out (Timer B or F); counts as 408. */
  public boolean timedOut() {
    return told.timedOut();
  }

  /** Where a message that was received came from; empty for what was sent. */
  public Optional<InetSocketAddress> source() {
    return Optional.ofNullable(told.source());
  }

  @Override
  public String toString() {
    var response = told.response();
    return told.kind()
        + " "
        + told.request().method()
        + (response == null ? "" : " " + response.status().code())
        + (told.reason().isEmpty() ? "" : ": " + told.reason());
  }
}

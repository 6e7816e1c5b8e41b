package org.offhook;

/**
 * What is bounded in an endpoint, so that strangers cannot wear it out (RFC 3261 §26.3.2.4): keys
 * of {@link EndpointStats#refused}. Each names the option that sets it and what is over it gets.
 * The others never pay: calls in progress go on. A value; any thread.
 *
 * <pre>{@code
 * endpoint.stats().await().refused().forEach((limit, times) ->
 *     System.out.println(limit + " struck " + times + " times"));
 * }</pre>
 */
public enum Limit {
  /** Bytes of a start line: 414. {@code transport}, {@code MessageLimits.startLine}. */
  START_LINE,
  /**
   * Bytes of one header row or of all, and their number: 513; a stream is closed. {@code
   * transport}, {@code MessageLimits.header}, {@code headers}, {@code headerCount}.
   */
  HEADERS,
  /** Bytes of a body: 413; a stream is closed. {@code transport}, {@code MessageLimits.body}. */
  BODY,
  /**
   * Multiparts inside each other: what is deeper is not looked into, the message is served. {@code
   * transport}, {@code MessageLimits.multipartDepth}.
   */
  NESTING,
  /** Connections in all: closed at once. {@code transport}, {@code ConnectionLimits.total}. */
  CONNECTIONS,
  /** Connections of one address: closed at once. {@code transport}, {@code perPeer}. */
  CONNECTIONS_PER_PEER,
  /**
   * Connections and handshakes without a whole message: the oldest is closed. {@code transport},
   * {@code ConnectionLimits.halfOpen}, {@code DtlsSettings.unfinished}.
   */
  HALF_OPEN,
  /**
   * Time for a message, from its first byte to its last, and for a handshake: the connection is
   * closed. {@code transport}, {@code Patience}; {@code tls}, {@code handshakeTimeout}; {@code
   * webSocket}, {@code Times}.
   */
  SLOW_PEER,
  /** Bytes that wait for a peer that does not read: not sent, told as a failure. */
  UNREAD,
  /** Transactions of all kinds: 503 with Retry-After. {@code limits}, {@code Requests.total}. */
  TRANSACTIONS,
  /** Requests without an answer: 503 with Retry-After. {@code limits}, {@code Requests}. */
  UNANSWERED,
  /** Those of one source: 503 with Retry-After. {@code limits}, {@code Requests}. */
  UNANSWERED_PER_SOURCE,
  /** Dialogs: 503 with Retry-After. {@code limits}, {@code Limits.dialogs}. */
  DIALOGS,
  /**
   * Requests outside dialogs while the endpoint cannot read all that arrives: 503 with Retry-After.
   * {@code limits}, {@code Limits.behind}.
   */
  BEHIND,
  /** Calls: 503 with Retry-After; an own one fails. {@code calls}, {@code CallPolicy.maxCalls}. */
  CALLS,
  /** Subscriptions of others: 503 with Retry-After. {@code events}, {@code EventPolicy.most}. */
  SUBSCRIPTIONS,
  /** Events that wait: dropped, and told by one Overflowed event. {@code queues}. */
  EVENTS,
  /** Records of an answer of a name server: the rest is not used. {@code dns}. */
  DNS_RECORDS,
  /** Targets of redirections: the 3xx is the outcome. {@code redirects}. */
  REDIRECTIONS,
  /** Challenges to one request: the 401 or 407 is the outcome. {@code limits}. */
  CHALLENGES,
  /** Forks of one INVITE: their answers are ignored. {@code limits}, {@code Limits.forks}. */
  FORKS,
  /** Requests of one source: 503 with Retry-After. {@code access}, {@code SourceLimits}. */
  SOURCE_REQUESTS,
  /** Refused requests of one source: it is ignored for a time. {@code access}. */
  SOURCE_FAILURES,
  /** Rules of access: 403, or no answer. {@code access}, {@code AccessRule}. */
  ACCESS,
  /** Wrong passwords: 503 with a growing Retry-After. {@code DigestVerifier.maxFailures}. */
  PASSWORDS,
  /**
   * Repetitions of answers, and NOTIFYs and BYEs, to unproven addresses: not sent, or later. {@code
   * limits}, {@code Repeats}.
   */
  REPEATS
}

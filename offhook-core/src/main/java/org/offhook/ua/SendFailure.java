package org.offhook.ua;

import java.util.List;

/**
 * Why a request got no final response (RFC 3261 §8.1.3.1): made locally, never received.
 *
 * @param kind what sort of failure
 * @param reason for people, about the last try
 * @param tried the next hops that were tried, each with why it failed, in order
 */
public record SendFailure(Kind kind, String reason, List<String> tried) {

  /** Sorts of failure. */
  public enum Kind {
    /** Nobody answered in time; counts as 408. */
    TIMEOUT,
    /** The message could not be delivered; counts as 503. */
    TRANSPORT,
    /** There is no address to send to. */
    NO_TARGET,
    /** The request itself could not be made, or a rewrite hook failed. */
    FAULT,
    /** Given up by {@link Sending#cancel} between two attempts; counts as 487. */
    CANCELLED
  }

  /** Keeps a copy of the list. */
  public SendFailure {
    tried = List.copyOf(tried);
  }
}

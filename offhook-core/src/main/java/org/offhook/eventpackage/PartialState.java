package org.offhook.eventpackage;

/**
 * A document that tells all of a state or what changed in it, under a version: RFC 4235 §4.3, RFC
 * 3680 §5.1, RFC 4575 §4.4, RFC 4662 §5.2. {@link MergedState} puts such documents together and has
 * an example.
 *
 * @param <T> the document's own type
 */
public interface PartialState<T> extends EventBody {

  /** Grows by one with each document of a subscription. */
  long version();

  /** Whether this is all of the state. */
  boolean isFull();

  /**
   * The state after a change: {@code older} with what this document says; full, by this version.
   */
  T mergedInto(T older);
}

package org.offhook.sdp;

import java.util.BitSet;
import java.util.Optional;

/**
 * The set of key-press events that a receiver takes: the {@code fmtp} text of {@code
 * telephone-event} (RFC 4733 section 2.4.1), such as {@code 0-15,66,70}.
 *
 * <p>Example: {@code TelephoneEvents.parse("0-11").orElseThrow().contains(5)}.
 */
public final class TelephoneEvents {

  /** The digits, star, hash and A to D: 0-15; also what is meant where nothing is stated. */
  public static final TelephoneEvents DIGITS = range(0, 15);

  private final BitSet events;

  private TelephoneEvents(BitSet events) {
    this.events = events;
  }

  /** All events from the first to the last, each 0 to 255. */
  public static TelephoneEvents range(int first, int last) {
    if (first < 0 || last > 255 || first > last) {
      throw new IllegalArgumentException("events are 0 to 255, not " + first + "-" + last);
    }
    var set = new BitSet();
    set.set(first, last + 1);
    return new TelephoneEvents(set);
  }

  /** Reads such a list; empty if it is none. Spaces around commas and hyphens are forgiven. */
  public static Optional<TelephoneEvents> parse(String text) {
    var set = new BitSet();
    for (String part : text.split(",", -1)) {
      int hyphen = part.indexOf('-');
      long first = SdpText.number((hyphen < 0 ? part : part.substring(0, hyphen)).strip(), 255);
      long last = hyphen < 0 ? first : SdpText.number(part.substring(hyphen + 1).strip(), 255);
      if (first < 0 || last < first) {
        return Optional.empty();
      }
      set.set((int) first, (int) last + 1);
    }
    return Optional.of(new TelephoneEvents(set));
  }

  /** Whether the event may be sent to that receiver. */
  public boolean contains(int event) {
    return event >= 0 && events.get(event);
  }

  /** The events in both sets. */
  public TelephoneEvents and(TelephoneEvents other) {
    var both = (BitSet) events.clone();
    both.and(other.events);
    return new TelephoneEvents(both);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return events.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TelephoneEvents that && events.equals(that.events);
  }

  @Override
  public int hashCode() {
    return events.hashCode();
  }

  /** The list as fmtp text: {@code 0-15,66}. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int first = events.nextSetBit(0); first >= 0; ) {
      int last = events.nextClearBit(first) - 1;
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
      first = events.nextSetBit(last + 1);
    }
    return text.toString();
  }
}

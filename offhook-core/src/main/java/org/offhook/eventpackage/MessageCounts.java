package org.offhook.eventpackage;

/**
 * How many messages of a class wait: RFC 3842 §5.2. See {@link MessageSummary} for an example.
 *
 * @param fresh new messages, the urgent ones included
 * @param old messages that were heard, the urgent ones included
 * @param urgentFresh new and urgent
 * @param urgentOld heard and urgent
 */
public record MessageCounts(long fresh, long old, long urgentFresh, long urgentOld) {

  /** None of any kind. */
  public static final MessageCounts NONE = new MessageCounts(0, 0, 0, 0);

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public MessageCounts {
    if (fresh < 0 || old < 0 || urgentFresh < 0 || urgentOld < 0) {
      throw new IllegalArgumentException("a number of messages is 0 or more");
    }
  }

  /** Counts without urgent ones. */
  public static MessageCounts of(long fresh, long old) {
    return new MessageCounts(fresh, old, 0, 0);
  }

  /** As on the wire: {@code 2/8 (0/2)}. */
  @Override
  public String toString() {
    var plain = fresh + "/" + old;
    return urgentFresh == 0 && urgentOld == 0
        ? plain
        : plain + " (" + urgentFresh + "/" + urgentOld + ")";
  }
}

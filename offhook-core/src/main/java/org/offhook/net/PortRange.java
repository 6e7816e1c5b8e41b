package org.offhook.net;

/**
 * A range of port numbers.
 *
 * <pre>{@code
 * PortRange.of(20000, 20999)
 * }</pre>
 *
 * @param first the lowest; 0 together with {@code last} 0 leaves the choice to the system
 * @param last the highest, included
 */
public record PortRange(int first, int last) {

  /** The system chooses. */
  public static final PortRange ANY = new PortRange(0, 0);

  /** Checks the ends. */
  public PortRange {
    var any = first == 0 && last == 0;
    if (!any && (first < 1 || last > 65535 || first > last)) {
      throw new IllegalArgumentException(
          "ports from " + first + " to " + last + ": give a range within 1 to 65535");
    }
  }

  /**
   * From {@code first} to {@code last}, both included.
   *
   * @throws IllegalArgumentException if that is no range within 1 to 65535
   */
  public static PortRange of(int first, int last) {
    return new PortRange(first, last);
  }

  /** How many ports; 1 where the system chooses. */
  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}

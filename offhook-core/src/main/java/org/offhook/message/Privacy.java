package org.offhook.message;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which privacy a user asks of the network: RFC 3323 section 4.2, RFC 3325 section 9.3, RFC 7044
 * section 10.1.
 *
 * <p>Example: {@code Privacy.ID.and(Privacy.CRITICAL)}.
 *
 * @param values the services, in lower case and in order, each once; never empty
 */
public record Privacy(List<String> values) {
  private static final String NO = "none";

  /** No privacy at all, whatever the network does by default. */
  public static final Privacy NONE = of(NO);

  /** Headers that reveal the user's whereabouts are hidden. */
  public static final Privacy HEADER = of("header");

  /** The media pass a server, so that their addresses are hidden. */
  public static final Privacy SESSION = of("session");

  /** A service does for the user what its agent could do itself. */
  public static final Privacy USER = of("user");

  /** The asserted identity stays within the trusted network. */
  public static final Privacy ID = of("id");

  /** History-Info stays within the trusted network. */
  public static final Privacy HISTORY = of("history");

  /** Better no call than one without the privacy asked for. */
  public static final Privacy CRITICAL = of("critical");

  /**
   * Checks the services.
   *
   * @throws IllegalArgumentException if there is none, one is no token, or {@code none} is not
   *     alone (section 4.2)
   */
  public Privacy {
    var distinct = new LinkedHashSet<String>();
    values.forEach(value -> distinct.add(Ascii.lower(Ascii.checkedToken("privacy", value))));
    values = List.copyOf(distinct);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("privacy needs at least one service, or none");
    }
    if (values.contains(NO) && values.size() > 1) {
      throw new IllegalArgumentException("privacy 'none' stands alone, not in " + values);
    }
  }

  /** These services. */
  public static Privacy of(String... services) {
    return new Privacy(List.of(services));
  }

  /**
   * What a message asks for; empty if that is nothing or cannot be read.
   *
   * <p>Tolerance: several rows and commas are read as one list, and {@code none} beside others is
   * left out: who asks for both is better hidden than shown.
   */
  public static Optional<Privacy> of(SipMessage message) {
    return read(String.join(";", message.headers().texts("Privacy")));
  }

  /** Reads a value as it stands in a row, or in the headers of a URI. */
  static Optional<Privacy> read(String text) {
    var services = new ArrayList<String>();
    for (var part : text.split("[;,]", -1)) {
      var service = Ascii.lower(part.strip());
      if (Ascii.isToken(service)) {
        services.add(service);
      }
    }
    if (services.stream().anyMatch(service -> !service.equals(NO))) {
      services.removeIf(NO::equals);
    }
    return services.isEmpty() ? Optional.empty() : Optional.of(new Privacy(services));
  }

  /** Whether all services of another are among these. */
  public boolean asks(Privacy other) {
    return values.containsAll(other.values);
  }

  /**
   * These services and others.
   *
   * @throws IllegalArgumentException if one of the two is {@link #NONE} and the other is not
   */
  public Privacy and(Privacy other) {
    var all = new ArrayList<>(values);
    all.addAll(other.values);
    return new Privacy(all);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return String.join(";", values);
  }
}

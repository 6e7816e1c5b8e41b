package org.offhook.ua;

import java.time.Duration;
import java.util.List;
import org.offhook.message.MediaType;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.Parameters;

/**
 * An event package that this agent notifies of: RFC 6665 §5. Immutable; any thread.
 *
 * <pre>{@code
 * EndpointOptions.builder().events(EventPackage.PRESENCE, EventPackage.of("x-queue"))
 * }</pre>
 *
 * @param name the package's name, such as {@code presence}; a template such as {@code
 *     presence.winfo} is a name of its own (§5.4)
 * @param types the types that bodies may have, the default first; empty for any
 * @param lifetimes how long subscriptions last
 * @param pace the shortest time between two NOTIFYs of one subscription; what changes meanwhile is
 *     told together
 */
public record EventPackage(String name, List<MediaType> types, Lifetimes lifetimes, Duration pace) {

  /**
   * How long subscriptions last, in whole seconds.
   *
   * @param usual granted where the subscriber does not say what it wants
   * @param least what is asked for below this is refused with 423, if it is below an hour
   * @param most the longest that is granted
   */
  public record Lifetimes(Duration usual, Duration least, Duration most) {

    /** An hour, at least a minute, at most a day. */
    public static final Lifetimes DEFAULT =
        new Lifetimes(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(1));

    /** Checks the order. */
    public Lifetimes {
      if (least.isNegative() || usual.compareTo(least) < 0 || most.compareTo(usual) < 0) {
        throw new IllegalArgumentException(
            "lifetimes are in the order least, usual, most; not %s, %s, %s"
                .formatted(least, usual, most));
      }
    }

    /** What is granted to who asks for {@code seconds}; 0 stays 0. */
    public long granted(long seconds) {
      return Math.min(seconds, most.toSeconds());
    }

    /** Whether that is to be refused with 423 (RFC 6665 §4.2.1.1: never an hour or more). */
    public boolean isTooBrief(long seconds) {
      return seconds > 0 && seconds < least.toSeconds() && seconds < 3600;
    }
  }

  /** Presence (RFC 3856): PIDF, an hour, a NOTIFY every 5 seconds at most. */
  public static final EventPackage PRESENCE =
      of("presence", MediaType.of("application", "pidf+xml")).withPace(Duration.ofSeconds(5));

  /** Waiting messages (RFC 3842). */
  public static final EventPackage MESSAGE_SUMMARY =
      of("message-summary", MediaType.of("application", "simple-message-summary"));

  /** The calls of an agent (RFC 4235): a NOTIFY a second at most (§3.10). */
  public static final EventPackage DIALOG =
      of("dialog", MediaType.of("application", "dialog-info+xml")).withPace(Duration.ofSeconds(1));

  /** The bindings of an address of record (RFC 3680), for 3761 seconds. */
  public static final EventPackage REG =
      of("reg", MediaType.of("application", "reginfo+xml"))
          .withUsualLifetime(Duration.ofSeconds(3761));

  /** Who is in a conference (RFC 4575). */
  public static final EventPackage CONFERENCE =
      of("conference", MediaType.of("application", "conference-info+xml"));

  /**
   * Stands for all packages that are not named themselves, but {@code refer}: the application
   * decides about each. It is not announced in Allow-Events.
   */
  public static final EventPackage ANY = of("*");

  /** Checks the name, and keeps a copy of the types. */
  public EventPackage {
    new ParameterizedToken(name, Parameters.EMPTY);
    types = List.copyOf(types);
    if (pace.isNegative()) {
      throw new IllegalArgumentException("a time between NOTIFYs is not negative: " + pace);
    }
  }

  /**
   * A package with these body types, the default first; none for any.
   *
   * @throws IllegalArgumentException if the name is no token
   */
  public static EventPackage of(String name, MediaType... types) {
    return new EventPackage(name, List.of(types), Lifetimes.DEFAULT, Duration.ZERO);
  }

  /** The same with another {@link #name}. */
  EventPackage withName(String other) {
    return new EventPackage(other, types, lifetimes, pace);
  }

  /** The same with another {@link #pace}. */
  public EventPackage withPace(Duration time) {
    return new EventPackage(name, types, lifetimes, time);
  }

  /** The same with other {@link #lifetimes}. */
  public EventPackage withLifetimes(Lifetimes times) {
    return new EventPackage(name, types, times, pace);
  }

  /** The same where a subscriber that does not say what it wants gets this time. */
  public EventPackage withUsualLifetime(Duration usual) {
    return withLifetimes(new Lifetimes(usual, lifetimes.least(), lifetimes.most()));
  }

  /**
   * Whether a subscriber with these rows of Accept can be told anything: one that says nothing
   * takes the default type (RFC 6665 §4.1.2.1).
   */
  public boolean suits(List<MediaType> accept) {
    return accept.isEmpty()
        || types.isEmpty()
        || types.stream().anyMatch(type -> accept.stream().anyMatch(a -> a.matches(type)));
  }
}

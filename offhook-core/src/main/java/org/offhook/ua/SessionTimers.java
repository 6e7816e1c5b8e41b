package org.offhook.ua;

import java.time.Duration;
import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether calls end by themselves when a side is gone without a BYE, and who finds out: session
 * timers, RFC 4028. Set by {@code EndpointOptions.Builder.sessionTimers} and for one outgoing call
 * by {@code CallOptions.sessionTimers}. Immutable.
 *
 * <pre>{@code
 * EndpointOptions.builder()
 *     .sessionTimers(SessionTimers.DEFAULT.withInterval(Duration.ofMinutes(10)))
 * }</pre>
 */
public final class SessionTimers {

  /** When a timer runs. */
  public enum Use {
    /** Never: {@code timer} is not listed, and a caller that requires it is refused with 420. */
    OFF,
    /** As caller: asked for. As callee: where the caller asks for one. The default. */
    SUPPORTED,
    /** In every call; a peer that cannot have one is refused (Require, 421). */
    REQUIRED,
    /** In every call; for a peer that cannot have one, this side refreshes by itself. */
    ALWAYS
  }

  /** Who should refresh, where this side has the choice (RFC 4028 §7.1, §9). */
  public enum Refresher {
    /** This side. */
    LOCAL,
    /** The peer. */
    REMOTE,
    /** The callee chooses; as callee, this side refreshes. The default. */
    PEERS_CHOICE
  }

  /** The option tag. */
  public static final String OPTION_TAG = "timer";

  /** No interval is shorter (RFC 4028 §4). */
  public static final Duration FLOOR = Duration.ofSeconds(90);

  private static final Logger LOG = LoggerFactory.getLogger(SessionTimers.class);
  private static final long MOST_SECONDS = 0xffff_ffffL;

  /** Supported, with 30 minutes (RFC 4028 §4) and the shortest minimum. */
  public static final SessionTimers DEFAULT =
      new SessionTimers(Use.SUPPORTED, Duration.ofMinutes(30), FLOOR, Refresher.PEERS_CHOICE);

  private final Use use;
  private final Duration interval;
  private final Duration minimum;
  private final Refresher refresher;

  private SessionTimers(Use use, Duration interval, Duration minimum, Refresher refresher) {
    this.use = use;
    this.interval = interval;
    this.minimum = minimum;
    this.refresher = refresher;
  }

  /** The defaults with another {@link #use}. */
  public static SessionTimers of(Use use) {
    return DEFAULT.withUse(use);
  }

  /** When a timer runs. */
  public Use use() {
    return use;
  }

  /** How long a session lasts without a refresh; whole seconds. */
  public Duration interval() {
    return interval;
  }

  /** The shortest interval that this side agrees to; whole seconds. */
  public Duration minimum() {
    return minimum;
  }

  /** Who should refresh. */
  public Refresher refresher() {
    return refresher;
  }

  /** The same with another {@link #use}. */
  public SessionTimers withUse(Use other) {
    return new SessionTimers(other, interval, minimum, refresher);
  }

  /**
   * The same with another {@link #interval}.
   *
   * @throws IllegalArgumentException if it is below the {@link #minimum}
   */
  public SessionTimers withInterval(Duration time) {
    var whole = whole(time);
    if (whole.compareTo(minimum) < 0) {
      throw new IllegalArgumentException(
          "the interval %s is below the minimum %s; lower the minimum first"
              .formatted(time, minimum));
    }
    return new SessionTimers(use, whole, minimum, refresher);
  }

  /**
   * The same with another {@link #minimum}; a shorter interval is raised to it.
   *
   * @throws IllegalArgumentException if it is below the {@link #FLOOR}
   */
  public SessionTimers withMinimum(Duration time) {
    if (time.compareTo(FLOOR) < 0) {
      throw new IllegalArgumentException(
          "RFC 4028 allows no minimum below 90 s, not %s; for tests use withMinimumBelowFloor"
              .formatted(time));
    }
    return bounded(whole(time));
  }

  /**
   * The same with a {@link #minimum} that RFC 4028 §4 forbids, for tests and laboratories: each
   * refresh costs both sides and every proxy between them. A warning is logged.
   */
  public SessionTimers withMinimumBelowFloor(Duration time) {
    LOG.warn("session timers of {} are below the 90 s that RFC 4028 section 4 demands", time);
    return bounded(whole(time));
  }

  private SessionTimers bounded(Duration least) {
    var raised = interval.compareTo(least) < 0 ? least : interval;
    return new SessionTimers(use, raised, least, refresher);
  }

  /** The same with another {@link #refresher}. */
  public SessionTimers withRefresher(Refresher who) {
    return new SessionTimers(use, interval, minimum, who);
  }

  private static Duration whole(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new IllegalArgumentException(
          "a session lasts 1 to %d seconds, not %s".formatted(MOST_SECONDS, time));
    }
    return Duration.ofSeconds(seconds);
  }

  /** Whether a message's Supported or Require lists the option tag. */
  public static boolean isSupportedBy(SipMessage message) {
    return lists(message, HeaderName.SUPPORTED) || lists(message, HeaderName.REQUIRE);
  }

  private static boolean lists(SipMessage message, HeaderName<String> name) {
    return message.headers().all(name).stream().anyMatch(OPTION_TAG::equalsIgnoreCase);
  }

  @Override
  public String toString() {
    return "SessionTimers[%s, %s, at least %s, %s]".formatted(use, interval, minimum, refresher);
  }
}

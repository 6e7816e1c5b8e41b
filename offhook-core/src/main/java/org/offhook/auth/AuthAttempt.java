package org.offhook.auth;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The story of one request through its challenges: which realms were answered and how often (RFC
 * 3261 §22.1), and over what it travels.
 *
 * <p>Immutable. Whoever sends a request starts with {@link #first()} and carries the attempt of
 * each {@link DigestAnswer.Retry} on to the next answer.
 */
public final class AuthAttempt {

  /** The most 401 and 407 responses that are answered automatically for one request. */
  public static final int MAX_ANSWERS = 5;

  private static final AuthAttempt FIRST = new AuthAttempt(Set.of(), 0, false, false, null);

  private final Set<ProtectionSpace> answered;
  private final int answers;
  private final boolean secure;
  private final boolean redirected;
  private final @Nullable String nextHop;

  private AuthAttempt(
      Set<ProtectionSpace> answered,
      int answers,
      boolean secure,
      boolean redirected,
      @Nullable String nextHop) {
    this.answered = answered;
    this.answers = answers;
    this.secure = secure;
    this.redirected = redirected;
    this.nextHop = nextHop;
  }

  /**
   * A request that was not challenged yet, over a plain transport, to the target the user named.
   */
  public static AuthAttempt first() {
    return FIRST;
  }

  /** The same, travelling over TLS, WSS or DTLS, or not. */
  public AuthAttempt overSecureTransport(boolean yes) {
    return new AuthAttempt(answered, answers, yes, redirected, nextHop);
  }

  /** The same, now sent to a target that a redirection or a transfer named. */
  public AuthAttempt toRedirectedTarget() {
    return new AuthAttempt(answered, answers, secure, true, nextHop);
  }

  /** The same, with a next hop that neither Route nor Request-URI tells: an outbound proxy. */
  public AuthAttempt towards(String host) {
    return new AuthAttempt(answered, answers, secure, redirected, host);
  }

  /** How many 401 and 407 responses were answered. */
  public int answers() {
    return answers;
  }

  /** True if the transport is secure. */
  public boolean secure() {
    return secure;
  }

  /** True if the target was named by a redirection or a transfer. */
  public boolean redirected() {
    return redirected;
  }

  /** The host of the next hop; empty if Route or Request-URI tells it. */
  public Optional<String> nextHop() {
    return Optional.ofNullable(nextHop);
  }

  boolean hasAnswered(ProtectionSpace space) {
    return answered.contains(space);
  }

  /** One more response answered; {@code fresh} are the spaces answered without stale. */
  AuthAttempt answering(Set<ProtectionSpace> fresh) {
    Set<ProtectionSpace> all = new HashSet<>(answered);
    all.addAll(fresh);
    return new AuthAttempt(Set.copyOf(all), answers + 1, secure, redirected, nextHop);
  }

  @Override
  public String toString() {
    return "AuthAttempt[" + answers + " answered, " + answered + "]";
  }
}

package org.offhook.ua;

/**
 * How far redirections are followed: RFC 3261 §8.1.3.4.
 *
 * @param maxTargets how many other targets one request may be sent to, over all redirections
 * @param secureToPlain whether a sips target may be replaced by a sip one; default false
 * @param useProxy whether the Contact of a 305 is used as next hop; default false
 */
public record RedirectPolicy(int maxTargets, boolean secureToPlain, boolean useProxy) {

  /** Five targets, no downgrade, no 305. */
  public static final RedirectPolicy DEFAULT = new RedirectPolicy(5, false, false);

  /** Checks the limit. */
  public RedirectPolicy {
    if (maxTargets < 0) {
      throw new IllegalArgumentException("maxTargets must not be negative: " + maxTargets);
    }
  }
}

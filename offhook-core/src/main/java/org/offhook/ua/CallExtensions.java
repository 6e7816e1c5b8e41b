package org.offhook.ua;

import org.offhook.message.Method;

/**
 * The extensions of calls that a policy switches on and off, with the option tags and methods that
 * follow from it (RFC 3261 §19.2).
 *
 * @param reliableProvisionals whether provisional answers are reliable
 * @param sessionTimers whether sessions expire without a refresh
 */
public record CallExtensions(
    ReliableProvisionals reliableProvisionals, SessionTimers sessionTimers) {

  /** All that is supported, nothing that is required. */
  public static final CallExtensions DEFAULT =
      new CallExtensions(ReliableProvisionals.SUPPORTED, SessionTimers.DEFAULT);

  /** The same with other {@link #reliableProvisionals}. */
  public CallExtensions withReliableProvisionals(ReliableProvisionals policy) {
    return new CallExtensions(policy, sessionTimers);
  }

  /** The same with other {@link #sessionTimers}. */
  public CallExtensions withSessionTimers(SessionTimers policy) {
    return new CallExtensions(reliableProvisionals, policy);
  }

  /** What an agent with this policy supports, where it supports {@code capabilities} beside. */
  Capabilities shown(Capabilities capabilities) {
    boolean reliable = reliableProvisionals != ReliableProvisionals.OFF;
    return capabilities
        .with(ReliableProvisionals.OPTION_TAG, reliable)
        .with(Method.PRACK, reliable)
        .with(SessionTimers.OPTION_TAG, sessionTimers.use() != SessionTimers.Use.OFF);
  }
}

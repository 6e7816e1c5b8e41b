package org.offhook.ua;

import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;

/**
 * Whether provisional answers to INVITE are sent and taken reliably, with PRACK: RFC 3262. Set by
 * {@code EndpointOptions.Builder.reliableProvisionals} and for one outgoing call by {@code
 * CallOptions.reliableProvisionals}.
 *
 * <pre>{@code
 * EndpointOptions.builder().reliableProvisionals(ReliableProvisionals.REQUIRED)
 * }</pre>
 */
public enum ReliableProvisionals {

  /** Neither: {@code 100rel} is not listed, and a caller that requires it is refused with 420. */
  OFF,

  /**
   * As caller: listed in Supported. As callee: used where the caller requires it, and for a
   * provisional answer with a session description where the caller supports it. The default.
   */
  SUPPORTED,

  /**
   * As caller: listed in Supported. As callee: used wherever the caller supports it; a caller that
   * does not gets them without.
   */
  PREFERRED,

  /**
   * As caller: listed in Require. As callee: used wherever the caller supports it; a caller that
   * does not is refused with 421.
   */
  REQUIRED;

  /** The option tag. */
  public static final String OPTION_TAG = "100rel";

  /** Whether a message's Require lists the option tag. */
  public static boolean isRequiredBy(SipMessage message) {
    return lists(message, HeaderName.REQUIRE);
  }

  /** Whether a message's Supported or Require lists the option tag. */
  public static boolean isSupportedBy(SipMessage message) {
    return lists(message, HeaderName.SUPPORTED) || isRequiredBy(message);
  }

  private static boolean lists(SipMessage message, HeaderName<String> name) {
    return message.headers().all(name).stream().anyMatch(OPTION_TAG::equalsIgnoreCase);
  }
}

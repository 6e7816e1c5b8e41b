package org.offhook.ua;

import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;

/**
 * The option tag of subscriptions to lists of resources: RFC 4662 §3. A SUBSCRIBE that wants a list
 * says that this side supports it, and each NOTIFY with a list requires it: so it is known in the
 * NOTIFYs of those subscriptions alone, and announced nowhere else.
 */
public final class EventLists {

  /** The tag in Supported and Require. */
  public static final String OPTION_TAG = "eventlist";

  private EventLists() {}

  /** Whether it is that tag; tags compare without case. */
  static boolean is(String optionTag) {
    return OPTION_TAG.equalsIgnoreCase(optionTag);
  }

  /** Whether the sender of a SUBSCRIBE understands lists. */
  public static boolean isOfferedBy(SipMessage subscribe) {
    return subscribe.headers().all(HeaderName.SUPPORTED).stream().anyMatch(EventLists::is);
  }

  /** Whether the receiver of a NOTIFY must understand lists. */
  public static boolean isRequiredBy(SipMessage notify) {
    return notify.headers().all(HeaderName.REQUIRE).stream().anyMatch(EventLists::is);
  }
}

package org.offhook.ua;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.offhook.message.SipRequest;

/**
 * Who may put a new call in the place of one that is here, or have it mixed with it: RFC 3891 §8,
 * RFC 3911 §7.
 *
 * @param authorised whether the sender of an INVITE with Replaces or Join may do that; runs on the
 *     loop and must not block
 * @param joins whether Join is understood, and said to be
 */
public record TakeoverPolicy(Predicate<SipRequest> authorised, boolean joins) {

  /**
   * Everybody may replace who knows Call-ID and both tags of the call, which nobody can guess; Join
   * is not understood, since the application has to mix.
   */
  public static final TakeoverPolicy DEFAULT = new TakeoverPolicy(invite -> true, false);

  /** What an agent with this policy supports. */
  public Capabilities applyTo(Capabilities capabilities) {
    if (!joins || capabilities.supports("join")) {
      return capabilities;
    }
    List<String> tags = new ArrayList<>(capabilities.supported());
    tags.add("join");
    return capabilities.withSupported(tags);
  }
}

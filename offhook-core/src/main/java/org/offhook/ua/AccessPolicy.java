package org.offhook.ua;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.offhook.message.Method;

/**
 * Who may do what with requests outside dialogs: RFC 3261 §26.3.2.4. Refusals and challenges by it
 * leave no state behind, one answer for each request that comes. Immutable; any thread.
 *
 * <pre>{@code
 * EndpointOptions.builder()
 *     .access(AccessPolicy.PUBLIC
 *         .with(AccessRule.of(Access.TRUST).from("192.0.2.10"))             // the PBX
 *         .with(AccessRule.of(Access.AUTHENTICATE).methods(Method.INVITE))
 *         .otherwise(Access.DROP))
 *     .authenticateIncoming(verifier, request -> false)
 * }</pre>
 *
 * @param rules the first that matches decides
 * @param otherwise what becomes of requests that none matches
 * @param limits how much one source may ask for
 * @param pinned whether a request inside a dialog must come from the address, or the TLS identity,
 *     that the last one came from, else 403; and a CANCEL from the address of its INVITE, else 481
 *     (RFC 3261 §26.1.4); off by default, since routes change
 */
public record AccessPolicy(
    List<AccessRule> rules, Access otherwise, SourceLimits limits, boolean pinned) {

  /** Everybody may do everything that the other options do not forbid; the default. */
  public static final AccessPolicy OPEN =
      new AccessPolicy(List.of(), Access.ALLOW, SourceLimits.NONE, false);

  /**
   * As {@link #OPEN}, with {@link SourceLimits#PUBLIC}: for an endpoint on the open Internet. Name
   * the own proxies in {@code EndpointOptions.trust} or by a rule that trusts them: who forges
   * their address over UDP could else have them ignored.
   */
  public static final AccessPolicy PUBLIC = OPEN.with(SourceLimits.PUBLIC);

  /** Keeps a copy. */
  public AccessPolicy {
    rules = List.copyOf(rules);
  }

  /** The same with one more rule, after those that there are. */
  public AccessPolicy with(AccessRule rule) {
    var longer = new ArrayList<>(rules);
    longer.add(rule);
    return new AccessPolicy(longer, otherwise, limits, pinned);
  }

  /** The same with other limits of a source. */
  public AccessPolicy with(SourceLimits other) {
    return new AccessPolicy(rules, otherwise, other, pinned);
  }

  /** The same with another fate of requests that no rule matches. */
  public AccessPolicy otherwise(Access access) {
    return new AccessPolicy(rules, access, limits, pinned);
  }

  /** The same with another {@link #pinned}. */
  public AccessPolicy withPinned(boolean wanted) {
    return new AccessPolicy(rules, otherwise, limits, wanted);
  }

  /** Whether credentials may be asked for by a rule. */
  public boolean asksForCredentials() {
    return otherwise == Access.AUTHENTICATE
        || rules.stream().anyMatch(rule -> rule.access() == Access.AUTHENTICATE);
  }

  /** What becomes of a request of this method from there. */
  public Access of(Method method, InetAddress source) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).matches(method, source)) {
        return rules.get(i).access();
      }
    }
    return otherwise;
  }
}

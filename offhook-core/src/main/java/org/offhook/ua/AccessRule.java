package org.offhook.ua;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.offhook.message.Method;
import org.offhook.net.IpLiteral;
import org.offhook.net.Subnet;

/**
 * What becomes of requests of some sources, of some methods: a part of an {@link AccessPolicy}.
 * Immutable; any thread.
 *
 * <pre>{@code
 * AccessRule.of(Access.ALLOW).from("192.0.2.0/24", "2001:db8::/32").methods(Method.INVITE)
 * }</pre>
 *
 * @param access what becomes of them
 * @param sources the addresses that they come from; empty: all
 * @param only their methods; empty: all
 */
public record AccessRule(Access access, List<Subnet> sources, Set<Method> only) {

  /** Keeps copies. */
  public AccessRule {
    sources = List.copyOf(sources);
    only = Set.copyOf(only);
  }

  /** For every source and method, until {@link #from} and {@link #methods} say less. */
  public static AccessRule of(Access access) {
    return new AccessRule(access, List.of(), Set.of());
  }

  /**
   * The same for these sources alone.
   *
   * @param addresses numeric addresses such as {@code 192.0.2.7}, or prefixes such as {@code
   *     2001:db8::/32}
   * @throws IllegalArgumentException if one is neither
   */
  public AccessRule from(String... addresses) {
    var subnets = new ArrayList<Subnet>();
    for (var address : addresses) {
      subnets.add(subnet(address));
    }
    return new AccessRule(access, subnets, only);
  }

  private static Subnet subnet(String text) {
    int slash = text.indexOf('/');
    var address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
    try {
      if (address != null) {
        int bits = address.getAddress().length * 8;
        return new Subnet(address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no numeric address or prefix; use one such as 192.0.2.0/24");
  }

  /** The same for these methods alone. */
  public AccessRule methods(Method... names) {
    return new AccessRule(access, sources, Set.of(names));
  }

  /** Whether it is about a request of this method from there. */
  public boolean matches(Method method, InetAddress source) {
    if (!only.isEmpty() && !only.contains(method)) {
      return false;
    }
    if (sources.isEmpty()) {
      return true;
    }
    for (var subnet : sources) {
      if (subnet.contains(source)) {
        return true;
      }
    }
    return false;
  }
}

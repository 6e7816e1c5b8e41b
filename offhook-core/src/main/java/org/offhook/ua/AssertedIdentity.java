package org.offhook.ua;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipUri;
import org.offhook.message.TelUri;

/**
 * Who sent a message, as a trusted server in between asserts: P-Asserted-Identity, RFC 3325 §9.1.
 *
 * <p>Example: {@code call.assertedIdentity().flatMap(AssertedIdentity::tel)}.
 *
 * @param identities one or two: a SIP or SIPS URI, a telephone number, or both
 * @param source the server that the message came from, which is trusted to say so
 */
public record AssertedIdentity(List<NameAddr> identities, InetSocketAddress source) {

  /** Keeps a copy. */
  public AssertedIdentity {
    identities = List.copyOf(identities);
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("an asserted identity has at least one address");
    }
  }

  /**
   * What a message from a trusted server asserts; empty if that is nothing.
   *
   * <p>Tolerance: of several values of one kind the first one counts, where §9.1 allows only one.
   */
  static Optional<AssertedIdentity> of(SipMessage message, InetSocketAddress source) {
    if (!message.headers().contains(HeaderName.P_ASSERTED_IDENTITY)) {
      return Optional.empty();
    }
    var kept = new ArrayList<NameAddr>(2);
    for (var one : message.headers().all(HeaderName.P_ASSERTED_IDENTITY)) {
      boolean known = one.uri() instanceof SipUri || one.uri() instanceof TelUri;
      if (known && kept.stream().noneMatch(other -> isSameKind(one, other))) {
        kept.add(one);
      }
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(new AssertedIdentity(kept, source));
  }

  private static boolean isSameKind(NameAddr one, NameAddr other) {
    return one.uri() instanceof TelUri == other.uri() instanceof TelUri;
  }

  /** The SIP or SIPS address. */
  public Optional<NameAddr> sip() {
    return identities.stream().filter(one -> one.uri() instanceof SipUri).findFirst();
  }

  /** The telephone number. */
  public Optional<TelUri> tel() {
    return identities.stream()
        .map(NameAddr::uri)
        .filter(TelUri.class::isInstance)
        .map(TelUri.class::cast)
        .findFirst();
  }

  /** The address to show: the SIP address if there is one. */
  public NameAddr address() {
    return sip().orElseGet(identities::getFirst);
  }
}

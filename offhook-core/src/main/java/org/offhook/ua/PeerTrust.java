package org.offhook.ua;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageBuilder;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;

/**
 * Whom this agent believes, and tells, asserted identities: the trust domain of RFC 3325 §2.3.
 *
 * @param servers whether the server at an address belongs to it; runs on the loop
 */
public record PeerTrust(Predicate<InetSocketAddress> servers) {

  /** Nobody is trusted. */
  public static final PeerTrust NOBODY = new PeerTrust(server -> false);

  /** Whether the next hop is trusted; a test that throws trusts nobody. */
  public boolean trusts(InetSocketAddress hop) {
    try {
      return servers.test(hop);
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What a message that came from this hop asserts; empty if the hop is not trusted (§5). */
  public Optional<AssertedIdentity> asserted(SipMessage message, InetSocketAddress hop) {
    return message.headers().contains(HeaderName.P_ASSERTED_IDENTITY) && trusts(hop)
        ? AssertedIdentity.of(message, hop)
        : Optional.empty();
  }

  /** The request without what a hop that is not trusted must not see (§7). */
  public SipRequest toHop(SipRequest request, Flow flow) {
    return isSafe(request, flow)
        ? request
        : request.toBuilder().remove(HeaderName.P_ASSERTED_IDENTITY).build();
  }

  /** The answer without what a hop that is not trusted must not see (§7). */
  public SipResponse toHop(SipResponse response, Flow flow) {
    return isSafe(response, flow)
        ? response
        : response.toBuilder().remove(HeaderName.P_ASSERTED_IDENTITY).build();
  }

  /** Extra rows without what a hop that is not trusted must not see (§7). */
  public List<HeaderField> toHop(List<HeaderField> rows, Flow flow) {
    return rows.isEmpty() || rows.stream().noneMatch(PeerTrust::isAsserted) || trusts(flow.remote())
        ? rows
        : rows.stream().filter(row -> !isAsserted(row)).toList();
  }

  /** Writes extra rows into a message that leaves by this flow, as {@link #toHop(List, Flow)}. */
  public void write(List<HeaderField> rows, Flow flow, MessageBuilder<?> message) {
    toHop(rows, flow).forEach(row -> message.raw(row.name(), row.value()));
  }

  private boolean isSafe(SipMessage message, Flow flow) {
    return !message.headers().contains(HeaderName.P_ASSERTED_IDENTITY) || trusts(flow.remote());
  }

  private static boolean isAsserted(HeaderField row) {
    return row.name().equalsIgnoreCase(HeaderName.P_ASSERTED_IDENTITY.name());
  }
}

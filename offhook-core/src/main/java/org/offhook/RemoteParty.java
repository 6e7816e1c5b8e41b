package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.NameAddr;
import org.offhook.ua.AssertedIdentity;

/**
 * Who is at the other end of a call, as far as known: RFC 4916 §4.4, RFC 3325 §8. It may change
 * during the call, as when the peer was transferred.
 *
 * <pre>{@code
 * var party = call.remoteParty();
 * System.out.println(party.address() + (party.isAsserted() ? "" : " (says who?)"));
 * }</pre>
 */
public final class RemoteParty {

  private final NameAddr address;
  private final @Nullable AssertedIdentity asserted;

  private RemoteParty(NameAddr address, @Nullable AssertedIdentity asserted) {
    this.address = address;
    this.asserted = asserted;
  }

  /** The peer says so itself, or was called by this address. */
  static RemoteParty claimed(NameAddr address) {
    return new RemoteParty(address.without("tag"), null);
  }

  static RemoteParty asserted(AssertedIdentity identity) {
    return new RemoteParty(identity.address(), identity);
  }

  /** Whom to show. */
  public NameAddr address() {
    return address;
  }

  /** Whether a trusted server says so, rather than the peer itself. */
  public boolean isAsserted() {
    return asserted != null;
  }

  /** What the trusted server says, and which one. */
  public Optional<AssertedIdentity> asserted() {
    return Optional.ofNullable(asserted);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RemoteParty that
        && address.equals(that.address)
        && isAsserted() == that.isAsserted();
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}

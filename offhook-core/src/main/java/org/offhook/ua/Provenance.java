package org.offhook.ua;

import java.util.Comparator;
import org.offhook.transport.Flow;

/**
 * How far the sender of a request proved who it is. What From, P-Asserted-Identity, Call-Info and
 * Reply-To say is otherwise the sender's own text (RFC 3261 §26.1.2).
 *
 * @param kind the sort of proof
 * @param identity who it is by that proof; empty for {@link Kind#NONE}
 */
public record Provenance(Kind kind, String identity) {

  /** Sorts of proof. */
  public enum Kind {
    /** None: anyone may have sent it. */
    NONE,
    /** A digest of this agent's own challenge; the identity is the user name. */
    DIGEST,
    /** The certificate of the connection; the identity is its SIP URI or domain. */
    TLS,
    /** A hop that this agent was told to trust; the identity is its address. */
    TRUSTED_HOP
  }

  /** No proof. */
  public static final Provenance NONE = new Provenance(Kind.NONE, "");

  /** Whether there is a proof of any sort. */
  public boolean isProof() {
    return kind != Kind.NONE;
  }

  /**
   * What the connection proves: the SIP URI of its verified certificate, a person's if there is one
   * (RFC 5922 §7.4); where this side opened it, the domain that it was opened to.
   */
  public static Provenance of(Flow flow) {
    var peer = flow.tls();
    if (peer == null || !peer.verified()) {
      return NONE;
    }
    var expected = flow.domain();
    var name =
        peer.users().stream()
            .min(Comparator.naturalOrder())
            .or(() -> peer.identities().stream().filter(expected::equalsIgnoreCase).findFirst())
            .or(() -> peer.identities().stream().min(Comparator.naturalOrder()));
    return name.map(identity -> new Provenance(Kind.TLS, identity)).orElse(NONE);
  }
}

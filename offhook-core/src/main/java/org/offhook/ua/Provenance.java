package org.offhook.ua;

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
    /** The certificate of the connection; the identity is its name. */
    TLS,
    /** A hop that this agent was told to trust. */
    TRUSTED_HOP
  }

  /** No proof. */
  public static final Provenance NONE = new Provenance(Kind.NONE, "");
}

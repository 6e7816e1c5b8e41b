package org.offhook.auth;

import java.util.List;
import java.util.Optional;

/**
 * The policy by which one of a realm's challenges is chosen, and what is too weak (RFC 8760 §2.4,
 * §3).
 *
 * <p>Immutable. Example: {@code ChallengeChoice.DEFAULT.strongestFirst().minimum(SHA_256)}.
 *
 * @param strongest the strongest supported one rather than the topmost; default false
 * @param minimum the weakest hash that is answered; default MD5
 * @param preferAuthInt auth-int where both are offered; default false
 * @param requireQop refuse challenges without qop, which cannot be told from replays; default false
 * @param requireSecureTransport answer over TLS, WSS and DTLS only; default false
 */
public record ChallengeChoice(
    boolean strongest,
    DigestAlgorithm minimum,
    boolean preferAuthInt,
    boolean requireQop,
    boolean requireSecureTransport) {

  /** The topmost supported challenge, MD5 and all transports allowed. */
  public static final ChallengeChoice DEFAULT =
      new ChallengeChoice(false, DigestAlgorithm.MD5, false, false, false);

  /** The same, taking the strongest algorithm; of equals the topmost. */
  public ChallengeChoice strongestFirst() {
    return new ChallengeChoice(true, minimum, preferAuthInt, requireQop, requireSecureTransport);
  }

  /** The same, refusing hashes weaker than that of {@code algorithm}. */
  public ChallengeChoice minimum(DigestAlgorithm algorithm) {
    return new ChallengeChoice(
        strongest, algorithm, preferAuthInt, requireQop, requireSecureTransport);
  }

  /** The same, protecting bodies where the server offers it. */
  public ChallengeChoice preferringAuthInt() {
    return new ChallengeChoice(strongest, minimum, true, requireQop, requireSecureTransport);
  }

  /** The same, refusing challenges without qop. */
  public ChallengeChoice requiringQop() {
    return new ChallengeChoice(strongest, minimum, preferAuthInt, true, requireSecureTransport);
  }

  /** The same, refusing to answer over plain transports. */
  public ChallengeChoice requiringSecureTransport() {
    return new ChallengeChoice(strongest, minimum, preferAuthInt, requireQop, true);
  }

  /** Why a challenge is too weak; empty if it is not. */
  Optional<String> objection(DigestChallenge challenge) {
    if (!challenge.algorithm().atLeast(minimum)) {
      return Optional.of(challenge.algorithm().token() + " is weaker than " + minimum.token());
    }
    if (requireQop && challenge.qops().isEmpty()) {
      return Optional.of("the challenge has no qop");
    }
    return Optional.empty();
  }

  /** Of acceptable challenges of one realm, in wire order, the one to answer. */
  Optional<DigestChallenge> pick(List<DigestChallenge> acceptable) {
    DigestChallenge best = null;
    for (DigestChallenge one : acceptable) {
      if (best == null || (strongest && one.algorithm().strength() > best.algorithm().strength())) {
        best = one;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Auth where it is offered, unless auth-int is preferred; empty for a challenge without qop. */
  Optional<Qop> qop(DigestChallenge challenge) {
    List<Qop> offered = challenge.qops();
    Qop wanted = preferAuthInt ? Qop.AUTH_INT : Qop.AUTH;
    return offered.contains(wanted) ? Optional.of(wanted) : offered.stream().findFirst();
  }
}

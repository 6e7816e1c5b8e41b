package org.offhook.auth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.offhook.message.SipRequest;

/** Decides whether and how the challenges of one realm are answered (RFC 3261 §22.1 to §22.3). */
final class ChallengeJudge {

  /** What is made of one realm. */
  sealed interface Verdict {

    /**
     * Answer with this nonce; {@code spendsAttempt} unless only a nonce or a SIM was out of step.
     */
    record Go(NonceState state, boolean spendsAttempt) implements Verdict {}

    /** Do not answer. */
    record Stop(GiveUpReason reason) implements Verdict {}
  }

  private final DigestClient client;
  private final SipRequest request;
  private final AuthAttempt attempt;

  ChallengeJudge(DigestClient client, SipRequest request, AuthAttempt attempt) {
    this.client = client;
    this.request = request;
    this.attempt = attempt;
  }

  /**
   * @param carried whether the request had credentials for this realm
   */
  Verdict judge(ProtectionSpace space, RealmChallenges asked, boolean carried) {
    String realm = space.realm();
    if (asked.usable().isEmpty()) {
      return new Verdict.Stop(asked.unusable().getFirst());
    }
    Optional<Credentials> found = client.find(realm, request, attempt);
    if (found.isEmpty()) {
      return new Verdict.Stop(new GiveUpReason.NoCredentials(realm));
    }
    Credentials credentials = found.get();
    Optional<String> objection = client.objection(credentials, attempt);
    if (objection.isPresent()) {
      return new Verdict.Stop(new GiveUpReason.Declined(realm, objection.get()));
    }
    List<DigestChallenge> acceptable = new ArrayList<>();
    String declined = "the credentials have no secret for the algorithms that are offered";
    for (DigestChallenge challenge : asked.usable()) {
      Optional<String> tooWeak = client.choice().objection(challenge);
      if (tooWeak.isPresent()) {
        declined = tooWeak.get();
      } else if (credentials.canAnswer(challenge.algorithm())) {
        acceptable.add(challenge);
      }
    }
    Optional<DigestChallenge> chosen = client.choice().pick(acceptable);
    if (chosen.isEmpty()) {
      return new Verdict.Stop(new GiveUpReason.Declined(realm, declined));
    }
    // stale says that the password was right; said about nothing, it is a first challenge.
    boolean spends = !(chosen.get().stale() && carried);
    if (spends && attempt.hasAnswered(space)) {
      return new Verdict.Stop(new GiveUpReason.Refused(realm));
    }
    return start(chosen.get(), credentials, spends);
  }

  private Verdict start(DigestChallenge challenge, Credentials credentials, boolean spends) {
    Qop qop = client.choice().qop(challenge).orElse(null);
    Optional<AkaFunction> sim = credentials.aka();
    Optional<AkaNonce> nonce = AkaNonce.read(challenge.nonce());
    if (!challenge.algorithm().aka() || sim.isEmpty() || nonce.isEmpty()) {
      return new Verdict.Go(NonceState.of(challenge, credentials, qop), spends);
    }
    return switch (sim.get().authenticate(nonce.get().rand(), nonce.get().autn())) {
      case AkaResult.Success success ->
          new Verdict.Go(
              NonceState.withPassword(
                  challenge, credentials, qop, AkaPassword.of(challenge.algorithm(), success)),
              spends);
      case AkaResult.SyncFailure failure ->
          new Verdict.Go(
              NonceState.withAuts(
                  challenge, credentials, qop, Base64.getEncoder().encodeToString(failure.auts())),
              false);
      case AkaResult.MacFailure failure ->
          new Verdict.Stop(new GiveUpReason.NetworkNotAuthentic(challenge.realm()));
    };
  }
}

package org.offhook.auth;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Where a {@link DigestVerifier} finds the secrets of its users.
 *
 * <p>Called on the loop's thread: it must not block, so what lives in a database is loaded ahead.
 */
@FunctionalInterface
public interface UserSecrets {

  /** The secret of a user in a realm; empty if there is no such user. */
  Optional<Credentials> find(String username, String realm);

  /**
   * The user whose H(user:realm) this is (RFC 7616 §3.4.4); by default none is known.
   *
   * @param userhash in lower-case hex
   */
  default Optional<String> usernameOf(String userhash, String realm, DigestAlgorithm algorithm) {
    return Optional.empty();
  }

  /** The users of a store, hashed names included. */
  static UserSecrets of(CredentialStore store) {
    return new UserSecrets() {
      @Override
      public Optional<Credentials> find(String username, String realm) {
        return store.all().stream()
            .filter(one -> composed(one.username()).equals(composed(username)))
            .filter(one -> one.accepts(realm))
            .findFirst();
      }

      @Override
      public Optional<String> usernameOf(String userhash, String realm, DigestAlgorithm algorithm) {
        return store.all().stream()
            .map(Credentials::username)
            .filter(name -> Digest.userhash(algorithm, name, realm).equals(userhash))
            .findFirst();
      }

      private String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
      }
    };
  }
}

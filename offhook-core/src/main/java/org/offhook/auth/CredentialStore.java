package org.offhook.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * An immutable set of {@link Credentials}, looked up by realm, sender and next hop (RFC 3261
 * §22.3).
 *
 * <p>Usable on any thread; adding and removing give a new store.
 *
 * <pre>{@code
 * var store = CredentialStore.EMPTY.add(Credentials.password("alice", "example.com", "secret"));
 * }</pre>
 */
public final class CredentialStore {

  /** A store without credentials. */
  public static final CredentialStore EMPTY = new CredentialStore(List.of(), null);

  private final List<Credentials> all;
  private final @Nullable BearerTokens tokens;

  private CredentialStore(List<Credentials> all, @Nullable BearerTokens tokens) {
    this.all = List.copyOf(all);
    this.tokens = tokens;
  }

  /** A store with these credentials; of two for the same user, realm and sender the last counts. */
  public static CredentialStore of(Credentials... credentials) {
    return EMPTY.addAll(List.of(credentials));
  }

  /** A store that has these too, in place of any for the same user, realm and sender. */
  public CredentialStore add(Credentials credentials) {
    List<Credentials> more = new ArrayList<>();
    for (Credentials one : all) {
      if (!one.sameSlot(credentials)) {
        more.add(one);
      }
    }
    more.add(credentials);
    return new CredentialStore(more, tokens);
  }

  /** A store without those of this user in exactly this realm. */
  public CredentialStore remove(String username, String realm) {
    return new CredentialStore(
        all.stream()
            .filter(
                one ->
                    !(one.username().equals(username)
                        && one.realm().filter(realm::equals).isPresent()))
            .toList(),
        tokens);
  }

  /** A store without these. */
  public CredentialStore remove(Credentials credentials) {
    return removeAll(List.of(credentials));
  }

  /** A store that has all of these too; see {@link #add}. */
  public CredentialStore addAll(Collection<Credentials> more) {
    var store = this;
    for (var one : more) {
      store = store.add(one);
    }
    return store;
  }

  /** A store without any of these. */
  public CredentialStore removeAll(Collection<Credentials> gone) {
    return new CredentialStore(
        all.stream().filter(one -> gone.stream().noneMatch(one::sameSlot)).toList(), tokens);
  }

  /** A store that answers Bearer challenges with tokens from there (RFC 8898). */
  public CredentialStore withTokens(BearerTokens source) {
    return new CredentialStore(all, source);
  }

  /** Where tokens come from; empty if there are none. */
  public Optional<BearerTokens> tokens() {
    return Optional.ofNullable(tokens);
  }

  /** All of them, in the order in which they were added. */
  public List<Credentials> all() {
    return all;
  }

  /** True if there are none for digest. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * The credentials for a challenge: those that name the realm before those for any realm, then
   * those limited to this sender or next hop, then those whose {@link Credentials#sender} is the
   * sender's user, then the ones added first.
   *
   * @param realm as in the challenge
   * @param sender the address-of-record of the request, usually the URI of its From
   * @param server host of the request's next hop
   */
  public Optional<Credentials> find(String realm, Uri sender, String server) {
    Credentials best = null;
    int bestScore = -1;
    for (Credentials one : all) {
      int score = score(one, realm, sender, server);
      if (score > bestScore) {
        best = one;
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int score(Credentials one, String realm, Uri sender, String server) {
    if (!one.accepts(realm)
        || one.aor().filter(aor -> !sameAor(aor, sender)).isPresent()
        || (!one.servers().isEmpty()
            && one.servers().stream().noneMatch(server::equalsIgnoreCase))) {
      return -1;
    }
    int score = one.realm().isPresent() ? 8 : 0;
    score += one.aor().isPresent() ? 4 : 0;
    score += one.servers().isEmpty() ? 0 : 2;
    return score + (user(sender).filter(one.sender()::equals).isPresent() ? 1 : 0);
  }

  /** Addresses-of-record are the same whatever port or parameters a From URI adds. */
  private static boolean sameAor(Uri a, Uri b) {
    if (a instanceof SipUri x && b instanceof SipUri y) {
      return x.user().equals(y.user()) && x.host().equalsIgnoreCase(y.host());
    }
    return a.matches(b);
  }

  private static Optional<String> user(Uri uri) {
    return uri instanceof SipUri sip ? sip.user() : Optional.empty();
  }

  /** Users and realms; never a secret. */
  @Override
  public String toString() {
    return "CredentialStore" + all;
  }
}

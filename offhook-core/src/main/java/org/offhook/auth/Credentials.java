package org.offhook.auth;

import java.nio.CharBuffer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Uri;

/**
 * A user name and its secret for one realm, and where they may be sent (RFC 3261 §22).
 *
 * <p>Immutable, usable on any thread. With a realm given, H(A1) is computed at once and the
 * password is forgotten; with {@linkplain Builder#anyRealm() any realm} it must be kept.
 *
 * <pre>{@code
 * var credentials = Credentials.builder("alice")
 *     .realm("example.com")
 *     .password("secret")
 *     .server("proxy.example.com")     // only to this next hop
 *     .build();
 * }</pre>
 */
public final class Credentials {

  private final String username;
  private final @Nullable String realm;
  private final byte @Nullable [] password;
  private final Map<DigestAlgorithm, String> ha1;
  private final @Nullable AkaFunction aka;
  private final @Nullable Uri aor;
  private final @Nullable String sender;
  private final Set<String> servers;
  private final boolean secureOnly;
  private final boolean afterRedirect;

  private Credentials(Builder builder) {
    this.username = builder.username;
    this.realm = builder.realm;
    this.ha1 = new EnumMap<>(builder.ha1);
    byte[] clear = builder.password;
    if (clear != null && builder.realm != null) {
      for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
        if (algorithm == algorithm.base()) {
          ha1.put(algorithm, Digest.ha1(algorithm, username, builder.realm, clear));
        }
      }
      clear = null;
    }
    this.password = clear;
    this.aka = builder.aka;
    this.aor = builder.aor;
    this.sender = builder.sender;
    this.servers = Set.copyOf(builder.servers);
    this.secureOnly = builder.secureOnly;
    this.afterRedirect = builder.afterRedirect;
  }

  /**
   * Starts credentials of this user; a realm and a secret must follow.
   *
   * @throws IllegalArgumentException if the name is empty, or has a line break or NUL
   */
  public static Builder builder(String username) {
    return new Builder(username);
  }

  /** A user with a password in one realm, and no other limits. */
  public static Credentials password(String username, String realm, String password) {
    return builder(username).realm(realm).password(password).build();
  }

  /** The user name as given; not empty, and may have any characters. */
  public String username() {
    return username;
  }

  /** The realm; empty if any is meant. */
  public Optional<String> realm() {
    return Optional.ofNullable(realm);
  }

  /** The address-of-record whose requests alone use these credentials; empty for all. */
  public Optional<Uri> aor() {
    return Optional.ofNullable(aor);
  }

  /** The user whose requests prefer these credentials: the user name, unless another was named. */
  public String sender() {
    return sender == null ? username : sender;
  }

  /** The next hops that alone get these credentials, in lower case; empty for all. */
  public Set<String> servers() {
    return servers;
  }

  /** True if they are used over TLS, WSS and DTLS only; default false. */
  public boolean secureOnly() {
    return secureOnly;
  }

  /** True if they may follow a redirection or transfer to a foreign target; default false. */
  public boolean afterRedirect() {
    return afterRedirect;
  }

  /** True if the clear password had to be kept. */
  boolean keepsPassword() {
    return password != null;
  }

  boolean accepts(String challengeRealm) {
    return realm == null || realm.equals(challengeRealm);
  }

  /** True if a digest of this algorithm can be made. */
  boolean canAnswer(DigestAlgorithm algorithm) {
    if (algorithm.aka()) {
      return aka != null;
    }
    return password != null || ha1.containsKey(algorithm.base());
  }

  /** H(user:realm:password); call only where {@link #canAnswer} holds and it is not AKA. */
  String ha1(DigestAlgorithm algorithm, String challengeRealm) {
    if (password != null) {
      return Digest.ha1(algorithm, username, challengeRealm, password);
    }
    return Objects.requireNonNull(ha1.get(algorithm.base()), "no secret for this algorithm");
  }

  Optional<AkaFunction> aka() {
    return Optional.ofNullable(aka);
  }

  /** True if both are for the same user, sender, realm and address-of-record. */
  boolean sameSlot(Credentials other) {
    return username.equals(other.username)
        && sender().equals(other.sender())
        && Objects.equals(realm, other.realm)
        && Objects.equals(
            aor == null ? null : aor.toString(), other.aor == null ? null : other.aor.toString());
  }

  /** User and realm; never the secret. */
  @Override
  public String toString() {
    return "Credentials[" + username + ", realm " + (realm == null ? "any" : realm) + "]";
  }

  /** Collects what {@link Credentials} are made of. */
  public static final class Builder {

    private final String username;
    private final Map<DigestAlgorithm, String> ha1 = new EnumMap<>(DigestAlgorithm.class);
    private final Set<String> servers = new HashSet<>();
    private @Nullable String realm;
    private byte @Nullable [] password;
    private @Nullable AkaFunction aka;
    private @Nullable Uri aor;
    private @Nullable String sender;
    private boolean anyRealm;
    private boolean secureOnly;
    private boolean afterRedirect;

    private Builder(String username) {
      this.username = clean(username, "user name");
      if (username.isEmpty()) {
        throw new IllegalArgumentException("credentials need a user name: it is empty");
      }
    }

    /** Uses them for this realm alone; compared exactly, case included. */
    public Builder realm(String realm) {
      this.realm = clean(realm, "realm");
      this.anyRealm = false;
      return this;
    }

    /**
     * Uses them for whatever realm a challenge names. Whoever can challenge then gets a digest of
     * the password to guess at: limit the {@linkplain #server servers} too.
     */
    public Builder anyRealm() {
      this.realm = null;
      this.anyRealm = true;
      return this;
    }

    /** The clear password. */
    public Builder password(String password) {
      this.password = Digest.bytes(password);
      return this;
    }

    /** The clear password; the array is not kept and may be wiped after {@link #build()}. */
    public Builder password(char[] password) {
      this.password = Digest.bytes(CharBuffer.wrap(password));
      return this;
    }

    /**
     * H(user:realm:password) in hex for one algorithm; several may be given. Session variants use
     * that of their base.
     */
    public Builder ha1(DigestAlgorithm algorithm, String hex) {
      String lower = hex.toLowerCase(Locale.ROOT);
      if (algorithm.aka() || !lower.matches("[0-9a-f]{" + algorithm.hexLength() + "}")) {
        throw new IllegalArgumentException(
            algorithm.token() + " needs an H(A1) of " + algorithm.hexLength() + " hex digits");
      }
      ha1.put(algorithm.base(), lower);
      return this;
    }

    /** The SIM that answers AKA challenges. */
    public Builder aka(AkaFunction sim) {
      this.aka = sim;
      return this;
    }

    /** Uses them only for requests of this address-of-record; default all. */
    public Builder aor(Uri aor) {
      this.aor = aor;
      return this;
    }

    /**
     * Prefers them, among those that fit as well, for requests from the user of this name, at
     * whatever domain; default: the user name of the credentials.
     */
    public Builder sender(String user) {
      this.sender = user;
      return this;
    }

    /**
     * Uses them only for requests whose next hop is this host: that of {@link AuthAttempt#towards},
     * else of the first Route, else of the Request-URI. Repeatable; default all.
     */
    public Builder server(String host) {
      servers.add(clean(host, "server").toLowerCase(Locale.ROOT));
      return this;
    }

    /** Uses them over secure transports only. */
    public Builder secureOnly() {
      this.secureOnly = true;
      return this;
    }

    /** Consents to their use with targets that a redirection or a transfer named. */
    public Builder afterRedirect() {
      this.afterRedirect = true;
      return this;
    }

    /**
     * The credentials.
     *
     * @throws IllegalStateException if neither a realm nor {@link #anyRealm()} was given, if there
     *     is no secret, or if an H(A1), which holds for one realm, is combined with any realm
     */
    public Credentials build() {
      if (realm == null && !anyRealm) {
        throw new IllegalStateException("name a realm, or say anyRealm()");
      }
      if (password == null && ha1.isEmpty() && aka == null) {
        throw new IllegalStateException("give a password, an H(A1) or a SIM");
      }
      if (realm == null && !ha1.isEmpty()) {
        throw new IllegalStateException("an H(A1) holds for one realm only: name it");
      }
      return new Credentials(this);
    }

    private static String clean(String text, String what) {
      if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        throw new IllegalArgumentException(what + " contains a line break or NUL");
      }
      return text;
    }
  }
}

package org.offhook.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Uri;

/**
 * The server's side of digest authentication for one realm (RFC 3261 §22, RFC 7616, RFC 8760).
 *
 * <p>Belongs to the loop's thread. A challenge costs no memory: nonces prove themselves, and only
 * those that came back with a right answer are remembered, with their counts.
 *
 * <pre>{@code
 * var verifier = DigestVerifier.builder("example.com", UserSecrets.of(store))
 *     .algorithms(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5)
 *     .build(loop.time(), loop.random());
 * switch (verifier.verify(request)) {
 *   case Verification.Verified verified   -> accept(verified.username());
 *   case Verification.Challenge challenge ->
 *       send(challenge.applyTo(SipResponse.to(request, challenge.status())).build());
 *   case Verification.Refused refused     -> send(SipResponse.to(request, refused.status()).build());
 *   case Verification.Exempt exempt       -> followTheInvite();
 * }
 * }</pre>
 */
public final class DigestVerifier {

  private static final int OPAQUE_BYTES = 8;
  private static final int SECRET_BYTES = 32;

  private final Builder settings;
  private final UserSecrets users;
  private final TimeSource time;
  private final NonceFactory nonces;
  private final NonceTable used;
  private final FailureCounts failures;
  private final String opaque;

  private DigestVerifier(Builder settings, TimeSource time, Randomness randomness) {
    this.settings = settings.copy();
    this.users = settings.users;
    this.time = time;
    byte[] secret = settings.secret;
    if (secret == null) {
      secret = new byte[SECRET_BYTES];
      randomness.nextBytes(secret);
    }
    this.nonces = new NonceFactory(secret, settings.realm, time, randomness);
    this.used = new NonceTable(settings.maxNonces, settings.lifetime.toNanos());
    this.failures = new FailureCounts(settings.lifetime.toNanos());
    byte[] bits = new byte[OPAQUE_BYTES];
    randomness.nextBytes(bits);
    this.opaque = HexFormat.of().formatHex(bits);
  }

  /** Starts a verifier for a realm and its users. */
  public static Builder builder(String realm, UserSecrets users) {
    return new Builder(realm, users);
  }

  /**
   * Judges the credentials of a request that arrived, and takes the count of its nonce. Whoever
   * knows where it came from names that: see {@link #verify(SipRequest, Object)}.
   */
  public Verification verify(SipRequest request) {
    return verifyFrom(request, null);
  }

  /**
   * As {@link #verify(SipRequest)}, and slows down who tries passwords: after {@link
   * Builder#maxFailures} wrong answers in a row for one name from one source, its credentials for
   * that name are not looked at for a second, after each further one for twice as long, up to five
   * minutes. Others who use the name, elsewhere, do not wait.
   *
   * @param source equal for requests from one source, such as their address
   */
  public Verification verify(SipRequest request, Object source) {
    return verifyFrom(request, source);
  }

  private Verification verifyFrom(SipRequest request, @Nullable Object source) {
    if (request.method().equals(Method.ACK) || request.method().equals(Method.CANCEL)) {
      return new Verification.Exempt();
    }
    for (AuthHeader row : request.headers().all(credentialsName())) {
      // RFC 3261 §22.1: credentials of other realms and schemes are for somebody else.
      if (row.isDigest() && row.get("realm").filter(settings.realm::equals).isPresent()) {
        return verify(request, new DigestCredentials(row), source);
      }
    }
    return challenge(false);
  }

  /** A challenge for a request without credentials, its nonces fresh. */
  public Verification.Challenge challenge() {
    return challenge(false);
  }

  private Verification verify(
      SipRequest request, DigestCredentials credentials, @Nullable Object source) {
    Optional<String> fault = credentials.fault();
    if (fault.isPresent()) {
      return new Verification.Refused(Status.BAD_REQUEST, fault.get());
    }
    Optional<DigestAlgorithm> algorithm =
        credentials.algorithm().filter(settings.algorithms::contains);
    if (algorithm.isEmpty() || !qopWasOffered(credentials)) {
      return challenge(false);
    }
    if (!namesTarget(credentials.uri(), request.requestUri())) {
      return new Verification.Refused(
          Status.BAD_REQUEST, "uri of the credentials is not the Request-URI");
    }
    return verify(request, credentials, algorithm.get(), source);
  }

  private Verification verify(
      SipRequest request,
      DigestCredentials credentials,
      DigestAlgorithm algorithm,
      @Nullable Object source) {
    String username =
        credentials.hashedName()
            ? users
                .usernameOf(credentials.username(), settings.realm, algorithm)
                .orElse(credentials.username())
            : credentials.username();
    var guesser = source == null ? null : FailureCounts.key(username, source);
    long wait = guesser == null ? 0 : failures.waitSeconds(guesser, time.nanos());
    if (wait > 0) {
      return new Verification.Refused(
          Status.SERVICE_UNAVAILABLE, "too many wrong answers from there", wait);
    }
    Optional<Credentials> user =
        users
            .find(username, settings.realm)
            .filter(found -> found.accepts(settings.realm) && found.canAnswer(algorithm));
    // An unknown user costs the same work as a known one, so that its absence does not show.
    String plain =
        user.map(found -> found.ha1(algorithm, settings.realm))
            .orElseGet(() -> algorithm.hash(Digest.bytes(username)));
    String ha1 = sessionKeyed(plain, credentials, algorithm);
    String expected =
        Digest.response(
            algorithm,
            ha1,
            credentials.freshness(),
            new Digest.Covered(request.method().name(), credentials.uri(), request.body()));
    boolean right = Digest.sameSecret(expected, credentials.response()) && user.isPresent();
    OptionalLong issuedAt = nonces.issuedAt(credentials.nonce(), algorithm);
    if (!right) {
      return wrong(username, guesser, issuedAt.isPresent());
    }
    if (issuedAt.isEmpty()
        || !used.accept(
            credentials.nonce(), issuedAt.getAsLong(), credentials.count(), ha1, time.nanos())) {
      return challenge(true);
    }
    failures.succeeded(FailureCounts.key(username));
    if (guesser != null) {
      failures.succeeded(guesser);
    }
    return new Verification.Verified(
        username, algorithm, ha1, credentials.row(), credentials.freshness());
  }

  /** RFC 7616 §3.4.2: nonce and cnonce of the first answer with this nonce. */
  private String sessionKeyed(
      String ha1, DigestCredentials credentials, DigestAlgorithm algorithm) {
    if (!algorithm.session()) {
      return ha1;
    }
    return used.sessionHa1(credentials.nonce())
        .orElseGet(
            () -> Digest.sessionHa1(algorithm, ha1, credentials.nonce(), credentials.cnonce()));
  }

  private Verification wrong(String username, @Nullable String guesser, boolean ourNonce) {
    // A wrong answer to a nonce that was not made here may be a client's stale cache, not a guess.
    if (!ourNonce) {
      return challenge(false);
    }
    if (guesser != null) {
      failures.failed(guesser, time.nanos(), settings.maxFailures);
    }
    int inRow =
        failures.failed(FailureCounts.key(username), time.nanos(), FailureCounts.NEVER_WAITS);
    if (inRow >= settings.maxFailures) {
      return new Verification.Refused(
          Status.FORBIDDEN, settings.maxFailures + " wrong answers in a row");
    }
    return challenge(false);
  }

  private boolean qopWasOffered(DigestCredentials credentials) {
    return settings.qops.isEmpty()
        ? !credentials.hasQop()
        : credentials.qop().filter(settings.qops::contains).isPresent();
  }

  private static boolean namesTarget(String uri, Uri target) {
    if (uri.equals(target.toString())) {
      return true;
    }
    try {
      return Uri.parse(uri).matches(target);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Verification.Challenge challenge(boolean stale) {
    List<AuthHeader> rows = new ArrayList<>();
    for (DigestAlgorithm algorithm : settings.algorithms) {
      AuthHeader row =
          AuthHeader.of("Digest")
              .with("realm", settings.realm)
              .with("nonce", nonces.create(algorithm))
              .with("opaque", opaque)
              .with("algorithm", algorithm.token());
      if (!settings.qops.isEmpty()) {
        row =
            row.withQuoted(
                "qop", String.join(",", settings.qops.stream().map(Qop::token).toList()));
      }
      if (stale) {
        row = row.with("stale", "true");
      }
      if (settings.userhash) {
        row = row.with("userhash", "true");
      }
      rows.add(settings.utf8 ? row.withToken("charset", "UTF-8") : row);
    }
    return settings.proxy
        ? new Verification.Challenge(
            Status.PROXY_AUTHENTICATION_REQUIRED,
            HeaderName.PROXY_AUTHENTICATE,
            List.copyOf(rows),
            stale)
        : new Verification.Challenge(
            Status.UNAUTHORIZED, HeaderName.WWW_AUTHENTICATE, List.copyOf(rows), stale);
  }

  private HeaderName<AuthHeader> credentialsName() {
    return settings.proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
  }

  /** Collects what a {@link DigestVerifier} is made of. */
  public static final class Builder {

    private final String realm;
    private final UserSecrets users;
    private List<DigestAlgorithm> algorithms =
        List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    private List<Qop> qops = List.of(Qop.AUTH);
    private Duration lifetime = Duration.ofMinutes(5);
    private byte @Nullable [] secret;
    private int maxNonces = 10_000;
    private int maxFailures = 5;
    private boolean proxy;
    private boolean userhash;
    private boolean utf8;

    private Builder(String realm, UserSecrets users) {
      this.realm = realm;
      this.users = users;
    }

    private Builder copy() {
      Builder copy = new Builder(realm, users);
      copy.algorithms = algorithms;
      copy.qops = qops;
      copy.lifetime = lifetime;
      copy.secret = secret;
      copy.maxNonces = maxNonces;
      copy.maxFailures = maxFailures;
      copy.proxy = proxy;
      copy.userhash = userhash;
      copy.utf8 = utf8;
      return copy;
    }

    /**
     * Those offered, one challenge each, the most preferred first; default SHA-256, then MD5 for
     * older clients. AKA is not verified.
     */
    public Builder algorithms(DigestAlgorithm... preferredFirst) {
      List<DigestAlgorithm> list = List.of(preferredFirst);
      if (list.isEmpty() || list.stream().anyMatch(DigestAlgorithm::aka)) {
        throw new IllegalArgumentException("offer one or more algorithms other than AKA");
      }
      this.algorithms = list;
      return this;
    }

    /**
     * Those offered; default auth. None at all gives the form of RFC 2069, for the oldest of
     * clients; a nonce then serves for one request.
     */
    public Builder qops(Qop... offered) {
      this.qops = List.of(offered);
      return this;
    }

    /** How long a nonce may be used; default 5 minutes. */
    public Builder nonceLifetime(Duration duration) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("a nonce must live for some time: " + duration);
      }
      this.lifetime = duration;
      return this;
    }

    /** The key that nonces are bound to, 16 bytes or more; default random. */
    public Builder secret(byte[] key) {
      if (key.length < 16) {
        throw new IllegalArgumentException("a secret needs 16 bytes or more");
      }
      this.secret = key.clone();
      return this;
    }

    /** How many used nonces are remembered; default 10,000. Beyond, the oldest turn stale early. */
    public Builder maxNonces(int count) {
      this.maxNonces = positive(count);
      return this;
    }

    /** The wrong answer in a row, per user name, that gets 403 rather than 401; default 5. */
    public Builder maxFailures(int count) {
      this.maxFailures = positive(count);
      return this;
    }

    /** Verifies as a proxy: 407, Proxy-Authenticate, Proxy-Authorization. */
    public Builder asProxy() {
      this.proxy = true;
      return this;
    }

    /** Invites clients to hash user names (RFC 7616 §3.4.4). They are understood in any case. */
    public Builder userhash() {
      this.userhash = true;
      return this;
    }

    /** Announces charset=UTF-8, upon which some clients send {@code username*}; SIP is in UTF-8. */
    public Builder charsetUtf8() {
      this.utf8 = true;
      return this;
    }

    /** The verifier, with no nonce used yet. */
    public DigestVerifier build(TimeSource time, Randomness randomness) {
      return new DigestVerifier(this, time, randomness);
    }

    private static int positive(int count) {
      if (count <= 0) {
        throw new IllegalArgumentException("must be positive: " + count);
      }
      return count;
    }
  }
}

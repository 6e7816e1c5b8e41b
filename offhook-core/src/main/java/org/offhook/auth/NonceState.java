package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.offhook.message.AuthHeader;
import org.offhook.message.SipRequest;

/**
 * A challenge in use: its nonce, how often that was used, and the A1 that goes with it (RFC 7616
 * §3.4).
 */
final class NonceState {

  private static final long MAX_COUNT = 0xffff_ffffL;
  private static final byte[] NO_PASSWORD = {};

  private final DigestChallenge challenge;
  private final Credentials credentials;
  private final @Nullable Qop qop;
  private final @Nullable String auts;
  private String ha1;
  private boolean sessionKeyed;
  private String nonce;
  private long count;

  private NonceState(
      DigestChallenge challenge,
      Credentials credentials,
      @Nullable Qop qop,
      String ha1,
      @Nullable String auts) {
    this.challenge = challenge;
    this.credentials = credentials;
    this.qop = qop;
    this.ha1 = ha1;
    this.auts = auts;
    this.nonce = challenge.nonce();
  }

  static NonceState of(DigestChallenge challenge, Credentials credentials, @Nullable Qop qop) {
    String ha1 = credentials.ha1(challenge.algorithm(), challenge.realm());
    return new NonceState(challenge, credentials, qop, ha1, null);
  }

  /** With the one-time password of a SIM (RFC 3310 §3.3). */
  static NonceState withPassword(
      DigestChallenge challenge, Credentials credentials, @Nullable Qop qop, byte[] once) {
    return new NonceState(challenge, credentials, qop, akaHa1(challenge, credentials, once), null);
  }

  /** Asking the network to synchronise, with an empty password (RFC 3310 §3.4). */
  static NonceState withAuts(
      DigestChallenge challenge, Credentials credentials, @Nullable Qop qop, String auts) {
    String ha1 = akaHa1(challenge, credentials, NO_PASSWORD);
    return new NonceState(challenge, credentials, qop, ha1, auts);
  }

  private static String akaHa1(DigestChallenge challenge, Credentials credentials, byte[] secret) {
    return Digest.ha1(challenge.algorithm(), credentials.username(), challenge.realm(), secret);
  }

  Credentials credentials() {
    return credentials;
  }

  DigestChallenge challenge() {
    return challenge;
  }

  /** True if these credentials were made with the nonce in use. */
  boolean madeWith(AuthHeader sent) {
    return sent.get("nonce").filter(nonce::equals).isPresent();
  }

  /** True if this only carries a request to synchronise, or its count is used up. */
  boolean usedUp() {
    return count >= MAX_COUNT || (auts != null && count > 0);
  }

  /** The server gave the next nonce; a session key stays as it is (RFC 7616 §3.4.2, §3.5). */
  void renew(String nextNonce) {
    nonce = nextNonce;
    count = 0;
  }

  /** The credentials for one more request that is sent with this nonce. */
  AuthHeader next(SipRequest request, String cnonce) {
    count++;
    DigestAlgorithm algorithm = challenge.algorithm();
    if (algorithm.session() && !sessionKeyed) {
      ha1 = Digest.sessionHa1(algorithm, ha1, nonce, cnonce);
      sessionKeyed = true;
    }
    Digest.Freshness freshness =
        qop == null
            ? Digest.Freshness.withoutQop(nonce)
            : new Digest.Freshness(nonce, qop, HexFormat.of().toHexDigits(count, 8), cnonce);
    String uri = request.requestUri().toString();
    AuthHeader row = named().with("realm", challenge.realm()).with("nonce", nonce).with("uri", uri);
    row =
        row.with(
            "response",
            Digest.response(
                algorithm,
                ha1,
                freshness,
                new Digest.Covered(request.method().name(), uri, request.body())));
    return optional(row, freshness, cnonce);
  }

  private AuthHeader named() {
    String username = credentials.username();
    AuthHeader row = AuthHeader.of("Digest");
    if (challenge.userhash()) {
      return row.with(
              "username", Digest.userhash(challenge.algorithm(), username, challenge.realm()))
          .with("userhash", "true");
    }
    // RFC 7616 §3.4: username* is for names that a quoted string cannot carry. SIP's carries UTF-8,
    // so it serves peers that announce the charset, which is where they come from HTTP.
    if (challenge.utf8() && !username.chars().allMatch(c -> c >= ' ' && c < 127)) {
      return row.withToken("username*", ExtendedValue.encode(username));
    }
    return row.with("username", new String(Digest.bytes(username), UTF_8));
  }

  private AuthHeader optional(AuthHeader required, Digest.Freshness freshness, String cnonce) {
    AuthHeader row = required;
    String algorithm = challenge.algorithmAsWritten();
    if (algorithm != null) {
      row = row.with("algorithm", algorithm);
    }
    if (freshness.qop() != null) {
      row =
          row.withToken("qop", freshness.qop().token())
              .with("nc", freshness.nc())
              .with("cnonce", cnonce);
    } else if (challenge.algorithm().session()) {
      // Without qop the cnonce would not be sent, and the server could not make the session key.
      row = row.with("cnonce", cnonce);
    }
    if (challenge.opaque().isPresent()) {
      row = row.with("opaque", challenge.opaque().get());
    }
    return auts == null ? row : row.with("auts", auts);
  }

  /** What the server's rspauth must be in answer to {@code sent} (RFC 7616 §3.5). */
  String expectedProof(AuthHeader sent, byte[] responseBody) {
    Digest.Freshness freshness =
        qop == null
            ? Digest.Freshness.withoutQop(nonce)
            : new Digest.Freshness(
                nonce, qop, sent.get("nc").orElse(""), sent.get("cnonce").orElse(""));
    return Digest.response(
        challenge.algorithm(),
        ha1,
        freshness,
        new Digest.Covered("", sent.get("uri").orElse(""), responseBody));
  }
}

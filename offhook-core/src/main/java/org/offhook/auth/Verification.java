package org.offhook.auth;

import java.util.List;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/** What a {@link DigestVerifier} says about a request (RFC 3261 §22.1). */
public sealed interface Verification {

  /** The user proved to know the secret. */
  final class Verified implements Verification {

    private final String username;
    private final DigestAlgorithm algorithm;
    private final String ha1;
    private final AuthHeader credentials;
    private final Digest.Freshness freshness;

    Verified(
        String username,
        DigestAlgorithm algorithm,
        String ha1,
        AuthHeader credentials,
        Digest.Freshness freshness) {
      this.username = username;
      this.algorithm = algorithm;
      this.ha1 = ha1;
      this.credentials = credentials;
      this.freshness = freshness;
    }

    /** The user's name, in clear also where the request had its hash. */
    public String username() {
      return username;
    }

    /** The algorithm used. */
    public DigestAlgorithm algorithm() {
      return algorithm;
    }

    /**
     * The value of Authentication-Info that proves to the client that this server knows the secret
     * too (RFC 7616 §3.5); optional in a 2xx.
     *
     * @param responseBody of the response that will carry it, as sent
     */
    public String authenticationInfo(byte[] responseBody) {
      String uri = credentials.get("uri").orElse("");
      String proof =
          Digest.response(algorithm, ha1, freshness, new Digest.Covered("", uri, responseBody));
      Qop qop = freshness.qop();
      if (qop == null) {
        return "rspauth=\"" + proof + "\"";
      }
      return "qop="
          + qop.token()
          + ", rspauth=\""
          + proof
          + "\", cnonce=\""
          + freshness.cnonce().replace("\\", "\\\\").replace("\"", "\\\"")
          + "\", nc="
          + freshness.nc();
    }

    /** The user; never the secret. */
    @Override
    public String toString() {
      return "Verified[" + username + ", " + algorithm.token() + "]";
    }
  }

  /**
   * Ask for credentials, or for new ones.
   *
   * @param status 401, or 407 of a proxy
   * @param header of the rows
   * @param rows one per algorithm, the most preferred first
   * @param stale true if the answer was right and only its nonce was old or used before
   */
  record Challenge(
      Status status, HeaderName<AuthHeader> header, List<AuthHeader> rows, boolean stale)
      implements Verification {

    /** Adds the rows to the response being built. */
    public SipResponse.Builder applyTo(SipResponse.Builder response) {
      for (AuthHeader row : rows) {
        response.add(header, row);
      }
      return response;
    }
  }

  /**
   * Refuse without asking.
   *
   * @param status 400 for malformed credentials, 403 after repeated failures, 503 where a source
   *     has to wait after them
   * @param reason for people and logs
   * @param waitSeconds until credentials are looked at again; 0: at once
   */
  record Refused(Status status, String reason, long waitSeconds) implements Verification {

    /** Without a wait. */
    public Refused(Status status, String reason) {
      this(status, reason, 0);
    }

    /** Adds Retry-After to the response being built, if the client has to wait. */
    public SipResponse.Builder applyTo(SipResponse.Builder response) {
      return waitSeconds == 0
          ? response
          : response.set(HeaderName.RETRY_AFTER, RetryAfter.of(waitSeconds));
    }
  }

  /** ACK and CANCEL cannot be challenged: they go by their INVITE (RFC 3261 §22.1). */
  record Exempt() implements Verification {}
}

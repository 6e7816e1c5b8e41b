package org.offhook.auth;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Randomness;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * The digest side of one account: its credentials, its policy, and the nonces of its own outbound
 * proxy, which outlive a dialog (RFC 3261 §22.3).
 *
 * <p>Belongs to the loop's thread. All other nonces live in a {@link DigestSession} per Call-ID.
 *
 * <pre>{@code
 * var client = new DigestClient(store, ChallengeChoice.DEFAULT, loop.random());
 * client.ownProxyRealm("proxy.example.com");
 * DigestSession session = client.session();                 // one per Call-ID
 * switch (session.answer(request, response, AuthAttempt.first())) {
 *   case DigestAnswer.Retry retry   -> resend(retry.rows().applyTo(request.toBuilder()));
 *   case DigestAnswer.GiveUp giveUp -> tell(giveUp.reason());
 * }
 * }</pre>
 */
public final class DigestClient {

  private static final int CNONCE_BYTES = 16;

  private final Randomness randomness;
  private final Set<String> ownProxyRealms = new HashSet<>();
  private final Map<ProtectionSpace, NonceState> proxyNonces = new HashMap<>();
  private final BearerClient bearer = new BearerClient();
  private CredentialStore store;
  private ChallengeChoice choice;
  private @Nullable Uri aor;
  private int mostAnswers = AuthAttempt.MAX_ANSWERS;

  /** A client with these credentials and this policy. */
  public DigestClient(CredentialStore store, ChallengeChoice choice, Randomness randomness) {
    this.store = store;
    this.choice = choice;
    this.randomness = randomness;
  }

  /** Changes the credentials; nonces of credentials that are gone are no longer used. */
  public void credentials(CredentialStore newStore) {
    this.store = newStore;
  }

  /** The credentials in use. */
  public CredentialStore credentials() {
    return store;
  }

  /** Changes the policy for challenges that come from now on. */
  public void choice(ChallengeChoice newChoice) {
    this.choice = newChoice;
  }

  /** How many challenges to one request are answered; default {@link AuthAttempt#MAX_ANSWERS}. */
  public void mostAnswers(int most) {
    this.mostAnswers = most;
  }

  int mostAnswers() {
    return mostAnswers;
  }

  /** The policy in use. */
  public ChallengeChoice choice() {
    return choice;
  }

  /**
   * Looks up credentials for this address-of-record, rather than for the From of each request,
   * which may be anonymous.
   */
  public void aor(Uri accountAor) {
    this.aor = accountAor;
  }

  /**
   * Declares a realm to be that of the account's own configured outbound proxy: its credentials are
   * sent ahead in all sessions of this client, not only in that where they were asked for.
   */
  public void ownProxyRealm(String realm) {
    ownProxyRealms.add(realm);
  }

  /** Starts a session for one Call-ID. */
  public DigestSession session() {
    return new DigestSession(this);
  }

  /** The tokens in use. */
  public BearerClient bearer() {
    return bearer;
  }

  boolean shares(ProtectionSpace space) {
    return space.proxy() && ownProxyRealms.contains(space.realm());
  }

  Map<ProtectionSpace, NonceState> sharedNonces() {
    return proxyNonces;
  }

  String freshCnonce() {
    byte[] bits = new byte[CNONCE_BYTES];
    randomness.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  Optional<Credentials> find(String realm, SipRequest request, AuthAttempt attempt) {
    Uri sender = aor == null ? request.from().uri() : aor;
    return store.find(realm, sender, attempt.nextHop().orElseGet(() -> nextHop(request)));
  }

  /** Why these credentials must not travel this way; empty if they may (RFC 3261 §26). */
  Optional<String> objection(Credentials credentials, AuthAttempt attempt) {
    if (!attempt.secure() && (choice.requireSecureTransport() || credentials.secureOnly())) {
      return Optional.of("the transport is not secure");
    }
    if (attempt.redirected() && !credentials.afterRedirect()) {
      return Optional.of("the target was named by a redirection or a transfer");
    }
    return Optional.empty();
  }

  /** The host that the request goes to next: its first route, else its target. */
  private static String nextHop(SipRequest request) {
    Uri next =
        request.headers().get(HeaderName.ROUTE).map(NameAddr::uri).orElse(request.requestUri());
    return next instanceof SipUri sip ? sip.host() : "";
  }
}

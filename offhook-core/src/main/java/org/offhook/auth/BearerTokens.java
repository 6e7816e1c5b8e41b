package org.offhook.auth;

import java.util.Optional;

/**
 * Where the application gets OAuth tokens from (RFC 8898): asked on a user thread, so that it may
 * wait for an authorization server. At most once for one request and challenger, so that a token
 * that has expired is renewed once. Tokens go over TLS, DTLS and WSS only, and not to where a
 * redirection leads.
 *
 * <pre>{@code
 * BearerTokens tokens = challenge ->
 *     challenge.authorizationServer().equals("https://login.example.com")
 *         ? Optional.of(login.freshToken(challenge.scope()))
 *         : Optional.empty();
 * var options = EndpointOptions.builder().bearerTokens(tokens).build();
 * }</pre>
 */
@FunctionalInterface
public interface BearerTokens {

  /**
   * A token that answers the challenge; empty if there is none. What it throws counts as none.
   *
   * @throws InterruptedException if the endpoint closes meanwhile
   */
  Optional<String> token(BearerChallenge challenge) throws InterruptedException;
}

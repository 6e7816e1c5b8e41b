package org.offhook.auth;

import java.util.List;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;

/**
 * All Authorization and Proxy-Authorization rows that a request shall have (RFC 3261 §20.7,
 * §20.28), one per realm.
 *
 * <p>Immutable. {@link #applyTo} puts them in place of the rows that the request has.
 *
 * @param authorization for servers
 * @param proxyAuthorization for proxies
 */
public record CredentialRows(List<AuthHeader> authorization, List<AuthHeader> proxyAuthorization) {

  /** No rows. */
  public static final CredentialRows NONE = new CredentialRows(List.of(), List.of());

  /** Copies the lists. */
  public CredentialRows {
    authorization = List.copyOf(authorization);
    proxyAuthorization = List.copyOf(proxyAuthorization);
  }

  /**
   * The rows of a request, unchanged: what the ACK for a 2xx repeats from its INVITE, since it
   * cannot be challenged (RFC 3261 §22.1).
   */
  public static CredentialRows of(SipRequest request) {
    return new CredentialRows(
        request.headers().all(HeaderName.AUTHORIZATION),
        request.headers().all(HeaderName.PROXY_AUTHORIZATION));
  }

  /** True if there are no rows. */
  public boolean isEmpty() {
    return authorization.isEmpty() && proxyAuthorization.isEmpty();
  }

  /** Replaces the rows of the request being built by these. */
  public SipRequest.Builder applyTo(SipRequest.Builder request) {
    return request
        .setAll(HeaderName.AUTHORIZATION, authorization)
        .setAll(HeaderName.PROXY_AUTHORIZATION, proxyAuthorization);
  }

  /** The numbers of rows; nothing of what they say. */
  @Override
  public String toString() {
    return "CredentialRows["
        + authorization.size()
        + " Authorization, "
        + proxyAuthorization.size()
        + " Proxy-Authorization]";
  }
}

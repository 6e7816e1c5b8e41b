package org.offhook.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;

/**
 * The tokens that were accepted lately, and where they may be sent unasked (RFC 8898 §2.1.2): those
 * for a proxy to that proxy, those for a server with the method and Request-URI that it challenged,
 * so that no third party sees one. Thread rule: the loop.
 */
public final class BearerClient {

  private static final int MOST = 100;

  private record Place(boolean proxy, String where) {

    static Place of(boolean proxy, SipRequest request, String server) {
      return new Place(
          proxy,
          proxy
              ? server.toLowerCase(Locale.ROOT)
              : request.method().name() + " " + request.requestUri());
    }
  }

  private final Map<Place, AuthHeader> tokens = new LinkedHashMap<>();

  BearerClient() {}

  /**
   * Keeps a token.
   *
   * @param server the domain that the request went to
   * @throws IllegalArgumentException if it cannot be a token (RFC 6750 §2.1)
   */
  public void keep(BearerChallenge challenge, SipRequest request, String server, String token) {
    if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
      throw new IllegalArgumentException("this is no bearer token: it has other characters");
    }
    if (tokens.size() >= MOST) {
      tokens.remove(tokens.keySet().iterator().next());
    }
    tokens.put(Place.of(challenge.proxy(), request, server), AuthHeader.parse("Bearer " + token));
  }

  /** Forgets the token that was refused. */
  public void forget(BearerChallenge challenge, SipRequest request, String server) {
    tokens.remove(Place.of(challenge.proxy(), request, server));
  }

  /**
   * The request with the tokens that its way allows, and without any other.
   *
   * @param server the domain that it goes to
   * @param secure whether it goes over TLS, DTLS or WSS
   */
  public SipRequest on(SipRequest request, String server, boolean secure) {
    if (tokens.isEmpty()) {
      return request;
    }
    var builder = request.toBuilder();
    for (boolean proxy : new boolean[] {false, true}) {
      var name = proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
      List<AuthHeader> rows = new ArrayList<>(request.headers().all(name));
      rows.removeIf(row -> row.scheme().equalsIgnoreCase("Bearer"));
      Optional.ofNullable(tokens.get(Place.of(proxy, request, server)))
          .filter(token -> secure)
          .ifPresent(rows::add);
      builder.setAll(name, rows);
    }
    return builder.build();
  }
}

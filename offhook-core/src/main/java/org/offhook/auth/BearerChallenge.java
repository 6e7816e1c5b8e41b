package org.offhook.auth;

import java.util.ArrayList;
import java.util.List;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;

/**
 * A server's or proxy's wish for an OAuth token (RFC 8898 §2.1.1). What a challenge leaves out is
 * empty.
 *
 * @param proxy whether a proxy wants it
 * @param realm the protection space
 * @param authorizationServer {@code authz_server}: where to get a token; check that it is one to be
 *     trusted with the user's login before going there
 * @param scope what the token must allow
 * @param error why the token that was sent is refused: {@code invalid_token} where it has expired
 */
public record BearerChallenge(
    boolean proxy, String realm, String authorizationServer, String scope, String error) {

  /** All in a 401 or 407, in their order, those of servers first. */
  public static List<BearerChallenge> of(SipResponse response) {
    var all = new ArrayList<BearerChallenge>();
    add(all, false, response.headers().all(HeaderName.WWW_AUTHENTICATE));
    add(all, true, response.headers().all(HeaderName.PROXY_AUTHENTICATE));
    return List.copyOf(all);
  }

  private static void add(List<BearerChallenge> all, boolean proxy, List<AuthHeader> rows) {
    for (var row : rows) {
      if (row.scheme().equalsIgnoreCase("Bearer")) {
        all.add(
            new BearerChallenge(
                proxy,
                row.get("realm").orElse(""),
                row.get("authz_server").orElse(""),
                row.get("scope").orElse(""),
                row.get("error").orElse("")));
      }
    }
  }
}

package org.offhook.auth;

import java.util.Optional;
import org.offhook.message.AuthHeader;

/**
 * What Authentication-Info says (RFC 7616 §3.5): parameters like those of a challenge, no scheme.
 */
final class AuthInfo {

  private AuthInfo() {}

  static Optional<AuthHeader> read(String text) {
    try {
      return Optional.of(AuthHeader.parse("Digest " + text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** True unless it names a cnonce or nc other than that of these credentials. */
  static boolean concerns(AuthHeader info, AuthHeader sent) {
    return same(info, sent, "cnonce") && same(info, sent, "nc");
  }

  private static boolean same(AuthHeader info, AuthHeader sent, String name) {
    return info.get(name).isEmpty() || info.get(name).equals(sent.get(name));
  }
}

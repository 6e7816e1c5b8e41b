package org.offhook.auth;

import java.util.Locale;
import java.util.Optional;
import org.offhook.message.AuthHeader;

/**
 * A client's digest credentials as a server reads them (RFC 7616 §3.4): well-formed, or the fault.
 */
final class DigestCredentials {

  private final AuthHeader row;

  DigestCredentials(AuthHeader row) {
    this.row = row;
  }

  /** What is malformed; empty if nothing is. */
  Optional<String> fault() {
    for (String required : new String[] {"nonce", "uri", "response"}) {
      if (row.get(required).isEmpty()) {
        return Optional.of("digest credentials without " + required);
      }
    }
    boolean extended = row.has("username*");
    if (row.has("username") == extended) {
      return Optional.of("digest credentials need one of username and username*");
    }
    if (extended && (hashedName() || extendedName().isEmpty())) {
      return Optional.of("malformed username*");
    }
    if (row.has("qop")) {
      if (cnonce().chars().anyMatch(c -> c < ' ')) {
        return Optional.of("control characters in cnonce");
      }
      if (cnonce().isEmpty()) {
        return Optional.of("digest credentials with qop, but without cnonce");
      }
      if (!nc().matches("[0-9a-fA-F]{8}")) {
        return Optional.of("nc must have 8 hex digits");
      }
    }
    return Optional.empty();
  }

  AuthHeader row() {
    return row;
  }

  boolean hashedName() {
    return row.get("userhash").filter("true"::equalsIgnoreCase).isPresent();
  }

  /** The user name, or its hash. */
  String username() {
    return extendedName().or(() -> row.get("username")).orElse("");
  }

  private Optional<String> extendedName() {
    return row.get("username*").flatMap(ExtendedValue::decode);
  }

  String nonce() {
    return row.get("nonce").orElse("");
  }

  String uri() {
    return row.get("uri").orElse("");
  }

  /** Tolerance: hex in upper case, which some phones send. */
  String response() {
    return row.get("response").orElse("").toLowerCase(Locale.ROOT);
  }

  String cnonce() {
    return row.get("cnonce").orElse("");
  }

  String nc() {
    return row.get("nc").orElse("");
  }

  /** The count; 1 without qop, where a nonce serves once. */
  long count() {
    return row.has("qop") ? Long.parseLong(nc(), 16) : 1;
  }

  /** Empty if the algorithm is not known; MD5 if none is named. */
  Optional<DigestAlgorithm> algorithm() {
    return DigestAlgorithm.of(row.get("algorithm").orElse(DigestAlgorithm.MD5.token()));
  }

  /** Empty if there is none, or one that is not known. */
  Optional<Qop> qop() {
    return row.get("qop").flatMap(Qop::of);
  }

  boolean hasQop() {
    return row.has("qop");
  }

  Digest.Freshness freshness() {
    return hasQop()
        ? new Digest.Freshness(nonce(), qop().orElse(null), nc(), cnonce())
        : Digest.Freshness.withoutQop(nonce());
  }
}

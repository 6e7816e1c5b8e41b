package org.offhook.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.AuthHeader;

/**
 * A Digest challenge that can be answered (RFC 7616 §3.3).
 *
 * <p>Immutable. Parameters that are not known are ignored; a challenge that cannot be answered is a
 * {@link Reading.Unusable} that says why.
 *
 * <pre>{@code
 * for (AuthHeader row : response.headers().all(HeaderName.WWW_AUTHENTICATE)) {
 *   if (DigestChallenge.read(row) instanceof DigestChallenge.Reading.Usable read) {
 *     System.out.println(read.challenge().realm());
 *   }
 * }
 * }</pre>
 */
public final class DigestChallenge {

  /** What a challenge row turned out to be. */
  public sealed interface Reading {

    /** A challenge that can be answered. */
    record Usable(DigestChallenge challenge) implements Reading {}

    /**
     * One that cannot.
     *
     * @param realm empty if it names none
     * @param reason for people
     */
    record Unusable(String realm, String reason) implements Reading {}
  }

  private final AuthHeader row;
  private final String realm;
  private final String nonce;
  private final DigestAlgorithm algorithm;
  private final List<Qop> qops;

  private DigestChallenge(
      AuthHeader row, String realm, String nonce, DigestAlgorithm algorithm, List<Qop> qops) {
    this.row = row;
    this.realm = realm;
    this.nonce = nonce;
    this.algorithm = algorithm;
    this.qops = Collections.unmodifiableList(qops);
  }

  /** Reads one row of WWW-Authenticate or Proxy-Authenticate. */
  public static Reading read(AuthHeader row) {
    String realm = row.get("realm").orElse("");
    if (!row.isDigest()) {
      return new Reading.Unusable(realm, "scheme " + row.scheme() + " is not answered");
    }
    Optional<String> nonce = row.get("nonce");
    if (row.get("realm").isEmpty() || nonce.isEmpty()) {
      return new Reading.Unusable(realm, "a challenge without realm or nonce");
    }
    if (!canBeReturned(realm + nonce.get() + row.get("opaque").orElse(""))) {
      return new Reading.Unusable("", "a challenge with line breaks or NUL in its values");
    }
    String name = row.get("algorithm").orElse(DigestAlgorithm.MD5.token());
    Optional<DigestAlgorithm> algorithm = DigestAlgorithm.of(name.strip());
    if (algorithm.isEmpty()) {
      return new Reading.Unusable(realm, "algorithm " + name + " is not supported");
    }
    String qopList = row.get("qop").orElse("");
    List<Qop> qops = qops(qopList);
    // Tolerance: qop="" is what some servers write that mean no qop at all.
    if (qops.isEmpty() && !qopList.isBlank()) {
      return new Reading.Unusable(realm, "qop " + qopList + " is not supported");
    }
    if (algorithm.get().aka() && AkaNonce.read(nonce.get()).isEmpty()) {
      return new Reading.Unusable(realm, "an AKA nonce without RAND and AUTN");
    }
    return new Reading.Usable(new DigestChallenge(row, realm, nonce.get(), algorithm.get(), qops));
  }

  /** Quoted pairs could carry what must not get into a header of ours. */
  private static boolean canBeReturned(String text) {
    return text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
  }

  private static List<Qop> qops(String list) {
    List<Qop> known = new ArrayList<>();
    for (String token : list.split(",", -1)) {
      Qop.of(token.strip()).filter(qop -> !known.contains(qop)).ifPresent(known::add);
    }
    return known;
  }

  /** The realm, without quotes. */
  public String realm() {
    return realm;
  }

  /** The nonce. */
  public String nonce() {
    return nonce;
  }

  /** What must be returned unchanged; empty if there is none. */
  public Optional<String> opaque() {
    return row.get("opaque");
  }

  /** The algorithm; MD5 if the challenge names none. */
  public DigestAlgorithm algorithm() {
    return algorithm;
  }

  /** The qop values that are known, in the server's order; none: the form of RFC 2069 is meant. */
  public List<Qop> qops() {
    return qops;
  }

  /** True if only the nonce of the last answer was old. */
  public boolean stale() {
    return isTrue(row.get("stale"));
  }

  /** True if the server understands hashed user names (RFC 7616 §3.4.4). */
  public boolean userhash() {
    return isTrue(row.get("userhash"));
  }

  /** True if the server says that it works in UTF-8 (RFC 7616 §3.3). */
  public boolean utf8() {
    return row.get("charset").filter("UTF-8"::equalsIgnoreCase).isPresent();
  }

  /** The algorithm as the server wrote it; null if it named none. */
  @Nullable String algorithmAsWritten() {
    return row.get("algorithm").map(String::strip).orElse(null);
  }

  private static boolean isTrue(Optional<String> flag) {
    return flag.map(text -> text.strip().toLowerCase(Locale.ROOT))
        .filter("true"::equals)
        .isPresent();
  }

  @Override
  public String toString() {
    return "DigestChallenge[" + realm + ", " + algorithm.token() + ", " + qops + "]";
  }
}

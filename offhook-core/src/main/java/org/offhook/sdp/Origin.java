package org.offhook.sdp;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code o=} line: who made the session, its id, and the version of this description (RFC 8866
 * section 5.2).
 *
 * <p>Within a session only the version changes, by one with each change (RFC 3264 section 8); see
 * {@link OfferAnswer#nextVersion}.
 *
 * @param user the user's login, {@code -} if there is none
 * @param sessionId the session's id: digits; peers have been seen to send other text, which is kept
 * @param version the version of the description: digits, as above
 * @param netType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address the address of the creator; part of the identity, not where media goes. Empty only
 *     if a peer left it out
 */
public record Origin(
    String user,
    String sessionId,
    String version,
    String netType,
    String addressType,
    String address) {

  /** The session id of descriptions that were made without one. */
  public static final String DEFAULT_SESSION_ID = "1";

  /**
   * An origin.
   *
   * @throws IllegalArgumentException if a field other than the address is empty, or one has a space
   *     or control character in it
   */
  public Origin {
    SdpText.requireField(user, "user");
    SdpText.requireField(sessionId, "session id");
    SdpText.requireField(version, "version");
    SdpText.requireField(netType, "network type");
    SdpText.requireField(addressType, "address type");
    if (!address.isEmpty()) {
      SdpText.requireField(address, "address");
    }
  }

  /** The origin {@code - 1 1 IN IP4 address} (IP6 for such an address). */
  public static Origin of(String address) {
    var connection = Connection.of(address);
    return new Origin(
        "-",
        DEFAULT_SESSION_ID,
        "1",
        connection.netType(),
        connection.addressType(),
        connection.address());
  }

  /** The same with another user. */
  public Origin withUser(String other) {
    return new Origin(other, sessionId, version, netType, addressType, address);
  }

  /**
   * The same with another session id.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Origin withSessionId(long id) {
    return new Origin(
        user, Long.toString(requireNotNegative(id)), version, netType, addressType, address);
  }

  /**
   * The same with another version.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Origin withVersion(long number) {
    return new Origin(
        user, sessionId, Long.toString(requireNotNegative(number)), netType, addressType, address);
  }

  /** The same with the version one higher (RFC 3264 section 8); a version that is no number: 1. */
  public Origin nextVersion() {
    String next =
        SdpText.isNumber(version) ? new BigInteger(version).add(BigInteger.ONE).toString() : "1";
    return new Origin(user, sessionId, next, netType, addressType, address);
  }

  /** Whether the two name the same session: all fields equal but the version. */
  public boolean sameSession(Origin other) {
    return user.equals(other.user)
        && sessionId.equals(other.sessionId)
        && netType.equals(other.netType)
        && addressType.equals(other.addressType)
        && address.equals(other.address);
  }

  private static long requireNotNegative(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("must not be negative: " + number);
    }
    return number;
  }

  /** This, if id and version are numbers and there is an address, as in what is built here. */
  Origin complete() {
    if (!SdpText.isNumber(sessionId) || !SdpText.isNumber(version) || address.isEmpty()) {
      throw new IllegalArgumentException("o= needs two numbers and an address: " + this);
    }
    return this;
  }

  static @Nullable Origin read(String value, Faults faults) {
    List<String> fields = SdpText.fields(value);
    if (fields.size() < 5 || fields.size() > 6) {
      faults.refuse("o= must have six fields");
      return null;
    }
    if (fields.size() == 5) {
      // Tolerance: cameras that leave the address empty.
      faults.tolerate("o= has no address");
    } else if (!SdpText.singleSpaced(value)) {
      faults.tolerate("o= has surplus spaces");
    }
    if (isNot64Bit(fields.get(1)) || isNot64Bit(fields.get(2))) {
      // Tolerance: the id is only ever compared, and the peer's version only for equality.
      faults.tolerate("session id and version in o= must be numbers of at most 64 bit");
    }
    for (String field : fields) {
      if (SdpText.hasControl(field, true)) {
        faults.refuse("control character in o=");
        return null;
      }
    }
    return new Origin(
        fields.get(0),
        fields.get(1),
        fields.get(2),
        fields.get(3),
        fields.get(4),
        fields.size() == 6 ? fields.get(5) : "");
  }

  private static boolean isNot64Bit(String text) {
    return !SdpText.isNumber(text)
        || text.length() > 20
        || (text.length() > 18 && new BigInteger(text).bitLength() > Long.SIZE);
  }

  /** The text of the line after {@code o=}. */
  @Override
  public String toString() {
    return String.join(" ", user, sessionId, version, netType, addressType, address);
  }
}

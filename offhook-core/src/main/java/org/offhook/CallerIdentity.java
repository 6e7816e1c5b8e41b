package org.offhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.Privacy;
import org.offhook.message.SipRequest;
import org.offhook.message.TelUri;

/**
 * Who sends a request, and who must not learn that: From, Privacy (RFC 3323 §4) and
 * P-Preferred-Identity (RFC 3325 §9.2).
 *
 * @param from null for the endpoint's own address of record
 * @param privacy null asks for none
 * @param preferred none, or one or two
 */
record CallerIdentity(
    @Nullable NameAddr from, @Nullable Privacy privacy, List<NameAddr> preferred) {

  /** The endpoint's own. */
  static final CallerIdentity OWN = new CallerIdentity(null, null, List.of());

  /** RFC 3323 §4.1.1.3. */
  private static final NameAddr ANONYMOUS =
      NameAddr.parse("\"Anonymous\" <sip:anonymous@anonymous.invalid>");

  CallerIdentity withFrom(NameAddr sender) {
    return new CallerIdentity(sender, privacy, preferred);
  }

  CallerIdentity withPrivacy(Privacy asked) {
    return new CallerIdentity(from, asked, preferred);
  }

  CallerIdentity anonymous(Privacy asked) {
    if (asked.equals(Privacy.NONE)) {
      throw new IllegalArgumentException("who asks for no privacy is not anonymous");
    }
    return new CallerIdentity(ANONYMOUS, asked, preferred);
  }

  CallerIdentity withPreferred(List<NameAddr> identities) {
    long numbers = identities.stream().filter(one -> one.uri() instanceof TelUri).count();
    if (identities.isEmpty() || numbers > 1 || identities.size() - numbers > 1) {
      throw new IllegalArgumentException(
          "a preferred identity is one SIP address, one telephone number, or one of each");
    }
    return new CallerIdentity(
        from, privacy, identities.stream().map(one -> one.without("tag")).toList());
  }

  /** Adds Privacy and P-Preferred-Identity. */
  void writeTo(SipRequest.Builder request) {
    if (privacy != null) {
      request.set(HeaderName.PRIVACY, privacy.toString());
    }
    if (!preferred.isEmpty()) {
      request.setAll(HeaderName.P_PREFERRED_IDENTITY, preferred);
    }
  }
}

package org.offhook.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;

/**
 * The challenges of one realm in one response, in wire order (RFC 3261 §22.3, RFC 8760 §2.4).
 *
 * @param usable those that can be answered
 * @param unusable why others cannot
 */
record RealmChallenges(List<DigestChallenge> usable, List<GiveUpReason> unusable) {

  /**
   * All of a response. A proxy that merges the answers of several branches puts both kinds into one
   * 401 or 407 (RFC 3261 §16.7 step 7), so both headers are read whatever the status.
   */
  static Map<ProtectionSpace, RealmChallenges> of(SipResponse response) {
    Map<ProtectionSpace, RealmChallenges> all = new LinkedHashMap<>();
    collect(response.headers().all(HeaderName.WWW_AUTHENTICATE), false, all);
    collect(response.headers().all(HeaderName.PROXY_AUTHENTICATE), true, all);
    return all;
  }

  private static void collect(
      List<AuthHeader> rows, boolean proxy, Map<ProtectionSpace, RealmChallenges> all) {
    for (AuthHeader row : rows) {
      switch (DigestChallenge.read(row)) {
        case DigestChallenge.Reading.Usable read ->
            at(all, proxy, read.challenge().realm()).usable.add(read.challenge());
        case DigestChallenge.Reading.Unusable read ->
            at(all, proxy, read.realm())
                .unusable
                .add(new GiveUpReason.Unsupported(read.realm(), read.reason()));
      }
    }
  }

  private static RealmChallenges at(
      Map<ProtectionSpace, RealmChallenges> all, boolean proxy, String realm) {
    return all.computeIfAbsent(
        new ProtectionSpace(proxy, realm),
        space -> new RealmChallenges(new ArrayList<>(), new ArrayList<>()));
  }
}

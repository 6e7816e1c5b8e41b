package org.offhook.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.net.TransportKind;

/** The choice of a transport by a domain's NAPTR records: RFC 3263 §4.1, RFC 3403 §4.1. */
final class NaptrChoice {

  private NaptrChoice() {}

  /**
   * What the records offer that can be used, by order, each by preference. Other services and
   * transports that are not spoken are dropped; for a sips URI so is everything but SIPS+.
   */
  static List<List<Offer>> of(List<NaptrRecord> records, SipUri uri, List<TransportKind> spoken) {
    var byOrder = new TreeMap<Integer, List<Offer>>();
    int rules = 0;
    for (var record : records.stream().sorted(NaptrRecord.RANK).toList()) {
      var service = SipService.of(record);
      if (service == null
          || !spoken.contains(service.kind())
          || (uri.secure() && !service.kind().secure())) {
        continue;
      }
      if (record.hasFlag("u") && ++rules > NaptrRule.MOST_IN_ANSWER) {
        continue;
      }
      var offer = offer(record, service.kind(), uri);
      if (offer != null) {
        byOrder.computeIfAbsent(record.order(), order -> new ArrayList<>()).add(offer);
      }
    }
    return List.copyOf(byOrder.values());
  }

  private static @Nullable Offer offer(NaptrRecord record, TransportKind kind, SipUri uri) {
    if (record.hasFlag("s") && !record.replacement().isEmpty()) {
      return Offer.service(kind, record.replacement());
    }
    if (record.hasFlag("a") && !record.replacement().isEmpty()) {
      return Offer.host(kind, record.replacement());
    }
    return record.hasFlag("u") ? byRule(record, kind, uri) : null;
  }

  /** A rule that makes another SIP URI of the domain: its host is where the service is. */
  private static @Nullable Offer byRule(NaptrRecord record, TransportKind kind, SipUri uri) {
    var text = NaptrRule.apply(record.regexp(), uri.host());
    if (text == null) {
      return null;
    }
    try {
      return Offer.host(kind, SipUri.parse(text).host());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Where further NAPTR records are: a record without flag (RFC 3403 §4.1); null if none says. */
  static @Nullable String further(List<NaptrRecord> records) {
    return records.stream()
        .filter(record -> record.flags().isEmpty() && !record.replacement().isEmpty())
        .filter(record -> record.service().isEmpty() || SipService.of(record) != null)
        .sorted(NaptrRecord.RANK)
        .map(NaptrRecord::replacement)
        .findFirst()
        .orElse(null);
  }
}

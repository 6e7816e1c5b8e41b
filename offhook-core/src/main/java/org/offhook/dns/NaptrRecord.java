package org.offhook.dns;

import java.util.Comparator;
import java.util.Locale;

/**
 * One NAPTR record (RFC 3403 §4): a service of a domain, or a rule that turns a number into a URI.
 *
 * <pre>{@code
 * for (NaptrRecord record : endpoint.dns().naptr("example.com").await().found()) {
 *   System.out.println(record.service() + " by " + record.replacement());
 * }
 * }</pre>
 *
 * @param order the lower must be used before the higher
 * @param preference the lower should be used before the higher, within one order
 * @param flags what the record leads to: {@code s} SRV records, {@code a} addresses, {@code u} a
 *     URI, empty: further NAPTR records
 * @param service such as {@code SIP+D2U} or {@code E2U+sip}
 * @param regexp the rule of a {@code u} record, such as {@code !^.*$!sip:a@example.com!}
 * @param replacement the next name to ask; empty if there is none
 */
public record NaptrRecord(
    int order, int preference, String flags, String service, String regexp, String replacement)
    implements DnsRecord {

  /** By order, then by preference. */
  static final Comparator<NaptrRecord> RANK =
      Comparator.comparingInt(NaptrRecord::order).thenComparingInt(NaptrRecord::preference);

  boolean hasFlag(String flag) {
    return flags.toLowerCase(Locale.ROOT).equals(flag);
  }

  /** In the form of a zone file. */
  @Override
  public String toString() {
    return order
        + " "
        + preference
        + " \""
        + flags
        + "\" \""
        + service
        + "\" \""
        + regexp
        + "\" "
        + (replacement.isEmpty() ? "." : replacement);
  }
}

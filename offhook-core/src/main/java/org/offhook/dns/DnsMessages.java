package org.offhook.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** Questions and answers in the format of RFC 1035 §4, by dnsjava. Pure functions. */
final class DnsMessages {

  /** What a datagram may carry without being fragmented anywhere (RFC 6891 §6.2.5). */
  private static final int DATAGRAM = 1232;

  private static final long LONGEST_TTL = 86_400;
  private static final int LONGEST_CHAIN = 8;

  private DnsMessages() {}

  /**
   * What a name server said about a question.
   *
   * @param rcode the response code
   * @param truncated whether it is to be asked again by TCP
   * @param records the records at the end of the chain of aliases
   * @param alias where the chain ends without such records; null if there is no alias
   * @param ttl seconds that records, or their absence, may be kept; -1: not said
   * @param extra address records beside the answer, by their question
   */
  record Response(
      int rcode,
      boolean truncated,
      List<DnsRecord> records,
      @Nullable String alias,
      long ttl,
      Map<DnsQuestion, Extra> extra) {}

  /** Records beside an answer. */
  record Extra(List<DnsRecord> records, long ttl) {}

  /** Whether a name can be asked for at all. */
  static boolean isName(String name) {
    try {
      return !name.isEmpty() && !Name.fromString(name, Name.root).equals(Name.root);
    } catch (TextParseException e) {
      return false;
    }
  }

  /** The bytes of a question; {@link #isName} holds. */
  static byte[] query(int id, DnsQuestion question, boolean extended) {
    var query = new Message(id);
    query.getHeader().setFlag(Flags.RD);
    query.addRecord(
        Record.newRecord(name(question.name()), question.type().code(), DClass.IN),
        Section.QUESTION);
    if (extended) {
      query.addRecord(new OPTRecord(DATAGRAM, 0, 0), Section.ADDITIONAL);
    }
    return query.toWire();
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + text + "' is no domain name", e);
    }
  }

  /** What {@code bytes} say about the question; null if they are no answer to it. */
  static @Nullable Response read(byte[] bytes, int id, DnsQuestion question) {
    Message message;
    try {
      message = new Message(bytes);
    } catch (IOException | RuntimeException e) {
      return null;
    }
    var header = message.getHeader();
    var asked = message.getQuestion();
    if (header.getID() != id
        || !header.getFlag(Flags.QR)
        || header.getOpcode() != Opcode.QUERY
        || asked == null
        || asked.getType() != question.type().code()
        || asked.getDClass() != DClass.IN
        || !text(asked.getName()).equals(question.name())) {
      return null;
    }
    return response(message, question);
  }

  private static Response response(Message message, DnsQuestion question) {
    var records = new ArrayList<DnsRecord>();
    long ttl = LONGEST_TTL;
    String owner = question.name();
    for (int i = 0; i <= LONGEST_CHAIN && records.isEmpty(); i++) {
      String next = null;
      for (var record : message.getSection(Section.ANSWER)) {
        if (record.getDClass() != DClass.IN || !text(record.getName()).equals(owner)) {
          continue;
        }
        if (record.getType() == question.type().code()) {
          var data = data(record);
          if (data != null) {
            records.add(data);
            ttl = Math.min(ttl, ttl(record));
          }
        } else if (record instanceof CNAMERecord alias) {
          next = text(alias.getTarget());
          ttl = Math.min(ttl, ttl(record));
        }
      }
      if (next == null || !records.isEmpty()) {
        break;
      }
      owner = next;
    }
    boolean alias = records.isEmpty() && !owner.equals(question.name());
    return new Response(
        message.getRcode(),
        message.getHeader().getFlag(Flags.TC),
        records,
        alias ? owner : null,
        records.isEmpty() ? absence(message, alias ? ttl : LONGEST_TTL) : ttl,
        extra(message, question));
  }

  /** RFC 2308 §5: how long the absence of records may be believed; -1 if nobody says. */
  private static long absence(Message message, long atMost) {
    for (var record : message.getSection(Section.AUTHORITY)) {
      if (record instanceof SOARecord soa) {
        return Math.min(atMost, Math.min(ttl(soa), soa.getMinimum()));
      }
    }
    return -1;
  }

  /**
   * Addresses of targets of this answer, if they lie within the domain that was asked about: a
   * server may tell those, but nothing about the rest of the world (RFC 2181 §5.4.1).
   */
  private static Map<DnsQuestion, Extra> extra(Message message, DnsQuestion question) {
    if (question.type() != RecordType.SRV || message.getHeader().getFlag(Flags.TC)) {
      return Map.of();
    }
    var domain = Names.withoutService(question.name());
    Map<DnsQuestion, Extra> found = new LinkedHashMap<>();
    for (var record : message.getSection(Section.ADDITIONAL)) {
      var type =
          record instanceof ARecord
              ? RecordType.A
              : record instanceof AAAARecord ? RecordType.AAAA : null;
      var data = data(record);
      var owner = text(record.getName());
      if (type == null || data == null || !Names.isWithin(owner, domain)) {
        continue;
      }
      found.merge(
          new DnsQuestion(owner, type),
          new Extra(List.of(data), ttl(record)),
          (a, b) -> {
            var both = new ArrayList<>(a.records());
            both.addAll(b.records());
            return new Extra(both, Math.min(a.ttl(), b.ttl()));
          });
    }
    return found;
  }

  private static @Nullable DnsRecord data(Record record) {
    return switch (record) {
      case ARecord a -> address(a.getAddress());
      case AAAARecord aaaa -> address(aaaa.getAddress());
      case SRVRecord srv ->
          new DnsRecord.Server(
              srv.getPriority(), srv.getWeight(), srv.getPort(), text(srv.getTarget()));
      case NAPTRRecord naptr ->
          new NaptrRecord(
              naptr.getOrder(),
              naptr.getPreference(),
              naptr.getFlags(),
              naptr.getService(),
              naptr.getRegexp(false),
              text(naptr.getReplacement()));
      default -> null;
    };
  }

  private static @Nullable DnsRecord address(@Nullable InetAddress address) {
    return address == null ? null : new DnsRecord.Address(address);
  }

  /** RFC 2181 §8: a time with its highest bit set counts as 0. */
  private static long ttl(Record record) {
    long ttl = record.getTTL();
    return ttl > Integer.MAX_VALUE ? 0 : Math.min(ttl, LONGEST_TTL);
  }

  private static String text(Name name) {
    return name.equals(Name.root) ? "" : Names.key(name.toString(true));
  }

  /** A response code in words. */
  static String words(int rcode) {
    return switch (rcode) {
      case Rcode.NXDOMAIN -> "no such name";
      case Rcode.SERVFAIL -> "the server failed (SERVFAIL)";
      case Rcode.REFUSED -> "the server refused (REFUSED)";
      default -> "the server answered " + Rcode.string(rcode);
    };
  }
}

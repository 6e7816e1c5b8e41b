package org.offhook.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.lab.fuzz.Bytes;
import org.offhook.lab.fuzz.Expect;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/** What a name server may say, and what is done with it. */
public final class DnsFuzz {

  private static final String DOMAIN = "example.com";
  private static final int RULE_TEXTS = 3;

  private DnsFuzz() {}

  /** Answers to the four kinds of questions: the kind of question in a byte, then the datagram. */
  public static List<byte[]> answers() {
    try {
      var domain = Name.fromString(DOMAIN + ".");
      var host = Name.fromString("sip.example.com.");
      var service = Name.fromString("_sip._udp.example.com.");
      return List.of(
          answer(
              RecordType.A,
              domain,
              new CNAMERecord(domain, DClass.IN, 60, host),
              new ARecord(host, DClass.IN, 60, InetAddress.getByAddress(new byte[] {10, 0, 0, 1}))),
          answer(
              RecordType.AAAA,
              domain,
              new AAAARecord(domain, DClass.IN, 60, InetAddress.getByAddress(new byte[16]))),
          answer(
              RecordType.SRV,
              service,
              new SRVRecord(service, DClass.IN, 60, 1, 2, 5060, host),
              new SRVRecord(service, DClass.IN, 3600, 1, 0, 5061, Name.root)),
          answer(
              RecordType.NAPTR,
              domain,
              new NAPTRRecord(domain, DClass.IN, 60, 10, 20, "s", "SIP+D2U", "", service),
              new NAPTRRecord(
                  domain, DClass.IN, 60, 1, 2, "u", "E2U+sip", "!^.*$!sip:a@b!", Name.root)),
          answer(RecordType.A, domain));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] answer(RecordType type, Name asked, Record... records) throws IOException {
    var message = new Message(7);
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(Record.newRecord(asked, type.code(), DClass.IN), Section.QUESTION);
    for (var record : records) {
      message.addRecord(record, Section.ANSWER);
    }
    var domain = Name.fromString(DOMAIN + ".");
    message.addRecord(
        new SOARecord(domain, DClass.IN, 60, domain, domain, 1, 2, 3, 4, 5), Section.AUTHORITY);
    message.addRecord(
        new ARecord(
            Name.fromString("sip.example.com."),
            DClass.IN,
            9,
            InetAddress.getByAddress(new byte[4])),
        Section.ADDITIONAL);
    return Bytes.join(
        new byte[] {(byte) List.of(RecordType.values()).indexOf(type)}, message.toWire());
  }

  /** A datagram is an answer to the question or not; its records can be used and written. */
  public static void answer(byte[] input) {
    if (input.length == 0) {
      return;
    }
    var types = RecordType.values();
    var type = types[(input[0] & 0xff) % types.length];
    var name = type == RecordType.SRV ? "_sip._udp." + DOMAIN : DOMAIN;
    var question = new DnsQuestion(name, type);
    var datagram = new byte[input.length - 1];
    System.arraycopy(input, 1, datagram, 0, datagram.length);
    var read = DnsMessages.read(datagram, 7, question);
    if (read == null) {
      return;
    }
    Expect.holds(read.ttl() >= -1 && read.ttl() <= 86_400, "a time to live: " + read.ttl());
    Expect.holds(!DnsMessages.words(read.rcode()).isEmpty(), "words");
    asked(read.alias());
    read.extra().keySet().forEach(key -> asked(key.name()));
    var rules = new ArrayList<NaptrRecord>();
    for (var record : read.records()) {
      Expect.holds(!record.toString().isEmpty(), "a text");
      switch (record) {
        case DnsRecord.Server server -> asked(server.target());
        case NaptrRecord naptr -> {
          rules.add(naptr);
          asked(naptr.replacement());
          SipService.of(naptr);
          NaptrRule.apply(naptr.regexp(), "+441632960083");
        }
        case DnsRecord.Address address ->
            Expect.holds(type == RecordType.A || type == RecordType.AAAA, address.toString());
      }
    }
    Expect.holds(rules.stream().sorted(NaptrRecord.RANK).count() == rules.size(), "an order");
  }

  /** A name that an answer leads to can be asked for, or is no name. */
  private static void asked(@Nullable String name) {
    if (name == null || !DnsMessages.isName(name)) {
      return;
    }
    for (var type : RecordType.values()) {
      DnsMessages.query(1, new DnsQuestion(name, type), true);
    }
  }

  /** A rule makes a text of any text, or does not apply. */
  public static void rule(byte[] input) {
    var text = Bytes.text(input);
    var subjects = new String[] {"+441632960083", "a".repeat(250), text};
    Expect.holds(subjects.length == RULE_TEXTS, "texts");
    for (var subject : subjects) {
      var made = NaptrRule.apply(text, subject);
      Expect.holds(made == null || (!made.isEmpty() && made.length() <= 2_000), "a text");
    }
  }
}

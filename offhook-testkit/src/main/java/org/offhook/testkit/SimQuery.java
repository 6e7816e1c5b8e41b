package org.offhook.testkit;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A question that a simulated name server was asked, and the answers that it may give. */
final class SimQuery {

  private static final int PLAIN_SIZE = 512;

  private final Message query;
  private final Record question;

  private SimQuery(Message query, Record question) {
    this.query = query;
    this.question = question;
  }

  static @Nullable SimQuery read(byte[] bytes) {
    try {
      var message = new Message(bytes);
      var question = message.getQuestion();
      return question == null || message.getHeader().getFlag(Flags.QR)
          ? null
          : new SimQuery(message, question);
    } catch (IOException e) {
      return null;
    }
  }

  /** As {@code NAPTR example.com}. */
  String text() {
    return Type.string(question.getType())
        + " "
        + question.getName().toString(true).toLowerCase(Locale.ROOT);
  }

  boolean isExtended() {
    return query.getOPT() != null;
  }

  private Message reply(int rcode) {
    var reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RD);
    reply.getHeader().setFlag(Flags.RA);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(question, Section.QUESTION);
    return reply;
  }

  byte[] refuse(String rcode) {
    return reply(Rcode.value(rcode)).toWire();
  }

  byte[] truncated() {
    var reply = reply(Rcode.NOERROR);
    reply.getHeader().setFlag(Flags.TC);
    return reply.toWire();
  }

  byte[] answer(SimZone zone, boolean additional, boolean stream) {
    var found = zone.answer(question.getName(), question.getType());
    boolean known = !found.isEmpty() || zone.exists(question.getName());
    var reply = reply(known ? Rcode.NOERROR : Rcode.NXDOMAIN);
    found.forEach(record -> reply.addRecord(record, Section.ANSWER));
    var authority = zone.authority();
    if (authority != null && found.stream().noneMatch(r -> r.getType() == question.getType())) {
      reply.addRecord(authority, Section.AUTHORITY);
    }
    if (additional) {
      for (var record : found) {
        if (record instanceof SRVRecord srv) {
          zone.find(srv.getTarget(), Type.A).forEach(a -> reply.addRecord(a, Section.ADDITIONAL));
          zone.find(srv.getTarget(), Type.AAAA)
              .forEach(a -> reply.addRecord(a, Section.ADDITIONAL));
        }
      }
    }
    var opt = query.getOPT();
    int size = opt == null ? PLAIN_SIZE : Math.max(PLAIN_SIZE, opt.getPayloadSize());
    return reply.toWire(stream ? Message.MAXLENGTH : size);
  }
}

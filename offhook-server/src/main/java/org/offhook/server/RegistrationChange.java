package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.server.SipServerOptions.Lifetimes;

/** What a REGISTER asks for (RFC 3261 §10.3 steps 6 and 7, before any binding is looked at). */
sealed interface RegistrationChange {

  /** It makes no sense, or asks for too short a time (423). */
  record Refused(Status status) implements RegistrationChange {}

  /** Remove all bindings. */
  record RemoveAll() implements RegistrationChange {}

  /** Add, refresh or remove these; none: a query. */
  record Update(List<Wanted> contacts, List<NameAddr> path) implements RegistrationChange {}

  /** One contact, without its expires parameter, and seconds; 0 removes it. */
  record Wanted(Contact contact, long seconds) {}

  /** The longest REGISTER that is taken. */
  int MAX_CONTACTS = 20;

  static RegistrationChange of(SipRequest register, Lifetimes lifetimes) {
    var headers = register.headers();
    var contacts = headers.all(HeaderName.CONTACT);
    for (var name : List.of(HeaderName.CONTACT, HeaderName.PATH)) {
      var fault = headers.fault(name);
      if (fault.isPresent()) {
        return new Refused(Status.of(400, "Malformed " + name.name()));
      }
    }
    if (contacts.size() > MAX_CONTACTS) {
      return new Refused(Status.of(403, "Too Many Contacts"));
    }
    if (contacts.stream().anyMatch(Contact::isStar)) {
      boolean ends = headers.get(HeaderName.EXPIRES).filter(seconds -> seconds == 0).isPresent();
      return contacts.size() == 1 && ends
          ? new RemoveAll()
          : new Refused(Status.of(400, "Contact * Needs Expires 0 And No Other Contact"));
    }
    long usual = headers.get(HeaderName.EXPIRES).orElse(lifetimes.usual());
    var wanted = new ArrayList<Wanted>();
    for (var contact : contacts) {
      long seconds = contact.expires().orElse(usual);
      // Only what is below an hour may be refused.
      if (seconds > 0 && seconds < 3600 && seconds < lifetimes.min()) {
        return new Refused(Status.INTERVAL_TOO_BRIEF);
      }
      wanted.add(new Wanted(contact.without("expires"), Math.min(seconds, lifetimes.max())));
    }
    return new Update(wanted, headers.all(HeaderName.PATH));
  }
}

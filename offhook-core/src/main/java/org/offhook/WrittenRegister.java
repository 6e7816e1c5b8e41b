package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.register.RegistrationPlan;

/**
 * What a REGISTER asks for that the application wrote: RFC 3261 §10.2.
 *
 * @param contacts what is to be bound; none stands for this endpoint's own
 * @param seconds how long; 0 removes
 * @param rows further rows that the application added or changed
 */
record WrittenRegister(List<Contact> contacts, long seconds, List<HeaderField> rows) {

  private static final Set<HeaderName<?>> READ = Set.of(HeaderName.CONTACT, HeaderName.EXPIRES);

  /** Checks it; on the caller's thread. */
  static WrittenRegister of(SipRequest draft, SipRequest written) {
    var headers = written.headers();
    if (!written.method().equals(Method.REGISTER)) {
      throw new IllegalArgumentException(written.method() + " registers nothing; use REGISTER");
    }
    for (var name : READ) {
      if (headers.fault(name).isPresent()) {
        throw new IllegalArgumentException(name.name() + ": " + headers.fault(name).get());
      }
    }
    var rows =
        Draft.changed(draft, written).stream()
            .filter(row -> HeaderName.find(row.name()).filter(READ::contains).isEmpty())
            .toList();
    var register =
        new WrittenRegister(
            headers.all(HeaderName.CONTACT),
            headers.get(HeaderName.EXPIRES).orElse(RegistrationPlan.DEFAULT_LIFETIME.toSeconds()),
            rows);
    if (register.removesAll() && (register.seconds != 0 || register.contacts.size() > 1)) {
      throw new IllegalArgumentException("Contact * stands alone and goes with Expires 0");
    }
    return register;
  }

  /** Whether it removes the bindings of everybody (§10.2.2). */
  boolean removesAll() {
    return contacts.stream().anyMatch(Contact::isStar);
  }

  /** Whether it removes bindings. */
  boolean removes() {
    return seconds == 0;
  }

  /** The plan with what it binds, and for how long; of one that removes, unchanged. */
  RegistrationPlan applyTo(RegistrationPlan plan) {
    return removes() ? plan : plan.withContacts(contacts).withLifetime(Duration.ofSeconds(seconds));
  }
}

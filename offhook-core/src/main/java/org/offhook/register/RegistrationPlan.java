package org.offhook.register;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * What is to be registered, and where: RFC 3261 §10.2. Immutable.
 *
 * @param registrar the registrar's domain; a user part is left out
 * @param aor the address of record: To
 * @param sender From, where a third party registers; else the address of record
 * @param contacts what is bound; empty binds this agent's own address over whatever flow is used.
 *     {@code q} and {@code expires} of each are sent as they are
 * @param lifetime what is asked for where a contact says nothing
 * @param extra further header fields of each REGISTER
 * @param nextHop where to send it instead of the registrar; null: as the routing says
 * @param instance what makes the bindings known as this agent's, and their flow
 */
public record RegistrationPlan(
    SipUri registrar,
    NameAddr aor,
    @Nullable NameAddr sender,
    List<Contact> contacts,
    Duration lifetime,
    List<HeaderField> extra,
    @Nullable Uri nextHop,
    Instance instance) {

  /** An hour. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

  /** Checks the values; a tag of From or To is left out. */
  public RegistrationPlan {
    registrar = registrar.withUser(null).forRequestUri();
    aor = aor.without("tag");
    contacts = List.copyOf(contacts);
    extra = List.copyOf(extra);
    if (contacts.stream().anyMatch(Contact::isStar)) {
      throw new IllegalArgumentException("'*' is no contact: it is for removing all bindings");
    }
    if (lifetime.toSeconds() < 1 || lifetime.toSeconds() > 0xffff_ffffL) {
      throw new IllegalArgumentException("a lifetime is 1 to 4294967295 seconds, not " + lifetime);
    }
    for (var row : extra) {
      // Fails here, on the caller's thread, if a row cannot be sent.
      SipRequest.builder(Method.REGISTER, registrar).raw(row.name(), row.value());
    }
  }

  /** Binds this agent's own address to an address of record for an hour. */
  public static RegistrationPlan of(SipUri registrar, NameAddr aor) {
    return new RegistrationPlan(
        registrar, aor, null, List.of(), DEFAULT_LIFETIME, List.of(), null, Instance.NONE);
  }

  /** The same for another time. */
  public RegistrationPlan withLifetime(Duration time) {
    return new RegistrationPlan(registrar, aor, sender, contacts, time, extra, nextHop, instance);
  }

  /** The same with these bindings. */
  public RegistrationPlan withContacts(List<Contact> bound) {
    return new RegistrationPlan(registrar, aor, sender, bound, lifetime, extra, nextHop, instance);
  }

  /** The same, registered by somebody else (RFC 3261 §10.2). */
  public RegistrationPlan withSender(@Nullable NameAddr from) {
    return new RegistrationPlan(registrar, aor, from, contacts, lifetime, extra, nextHop, instance);
  }

  /** The same with further header fields. */
  public RegistrationPlan withExtra(List<HeaderField> rows) {
    return new RegistrationPlan(
        registrar, aor, sender, contacts, lifetime, rows, nextHop, instance);
  }

  /** The same by another next hop. */
  public RegistrationPlan withNextHop(@Nullable Uri hop) {
    return new RegistrationPlan(registrar, aor, sender, contacts, lifetime, extra, hop, instance);
  }

  /** The same as one flow of an instance. */
  public RegistrationPlan withInstance(Instance known) {
    return new RegistrationPlan(registrar, aor, sender, contacts, lifetime, extra, nextHop, known);
  }

  NameAddr from() {
    return sender != null ? sender : aor;
  }
}

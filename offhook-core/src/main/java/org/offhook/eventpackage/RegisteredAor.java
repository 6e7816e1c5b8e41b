package org.offhook.eventpackage;

import java.util.List;
import java.util.Optional;

/**
 * How the registration of one address-of-record stands: RFC 3680 §5.2. See {@link RegInfo} for an
 * example.
 */
public final class RegisteredAor extends XmlPart {

  static final XmlName REGISTRATION = new XmlName(Namespace.REG_INFO, "registration");

  RegisteredAor(XmlElement element) {
    super(element);
  }

  /**
   * A registration with its contacts.
   *
   * @param aor the address-of-record
   * @param id tells it from the other registrations of the document
   */
  public static RegisteredAor of(
      String aor, String id, RegisteredState state, List<RegisteredContact> contacts) {
    var element =
        XmlElement.builder(REGISTRATION)
            .attribute("aor", aor)
            .attribute("id", id)
            .attribute("state", state.toString());
    contacts.forEach(contact -> element.child(contact.element()));
    return new RegisteredAor(element.build());
  }

  static void check(XmlElement element) {
    require(element, "aor");
    require(element, "id");
    require(element, "state");
    if (word(RegisteredState.class, element.attribute("state").orElse("")).isEmpty()) {
      throw new XmlFault("<registration> is in a state that is unknown");
    }
    element.children(RegisteredContact.CONTACT).forEach(RegisteredContact::check);
  }

  /** The address-of-record: a URI. */
  public String aor() {
    return required("aor");
  }

  /** Tells it from the other registrations of the document. */
  public String id() {
    return required("id");
  }

  /** How it stands. */
  public RegisteredState state() {
    return word(RegisteredState.class, required("state")).orElse(RegisteredState.INIT);
  }

  /** Its contacts, in their order; those that ended are told once. */
  public List<RegisteredContact> contacts() {
    return parts(RegisteredContact.CONTACT, RegisteredContact::new);
  }

  /** The contact of an id. */
  public Optional<RegisteredContact> contact(String id) {
    return contacts().stream().filter(contact -> contact.id().equals(id)).findFirst();
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(RegisteredContact.CONTACT);
  }
}

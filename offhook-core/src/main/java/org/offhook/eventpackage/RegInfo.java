package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offhook.message.MediaType;

/**
 * Registrations, the body {@code application/reginfo+xml}: RFC 3680 §5; event package {@code reg}.
 *
 * <pre>{@code
 * var desk =
 *     RegisteredContact.builder("c1", "sip:alice@192.0.2.1", ContactChange.REGISTERED).build();
 * var alice =
 *     RegisteredAor.of("sip:alice@example.com", "r1", RegisteredState.ACTIVE, List.of(desk));
 * var info = RegInfo.full(0, List.of(alice));
 * }</pre>
 */
public final class RegInfo extends XmlBody implements PartialState<RegInfo> {

  /** {@code application/reginfo+xml}. */
  public static final MediaType TYPE = MediaType.of("application", "reginfo+xml");

  private static final XmlName ROOT = new XmlName(Namespace.REG_INFO, "reginfo");

  private RegInfo(XmlElement root) {
    super(root);
  }

  /** Reads a body; never throws on what is in the bytes. */
  public static BodyResult<RegInfo> parse(byte[] body) {
    return parse(body, ROOT, List.of(), RegInfo::check, RegInfo::new);
  }

  private static void check(XmlElement root) {
    requireNumber(root, "version");
    require(root, "state");
    root.children(RegisteredAor.REGISTRATION).forEach(RegisteredAor::check);
  }

  /** All registrations that are watched. */
  public static RegInfo full(long version, List<RegisteredAor> registrations) {
    return of(version, true, registrations);
  }

  /** The registrations that changed, each with the contacts that changed. */
  public static RegInfo partial(long version, List<RegisteredAor> registrations) {
    return of(version, false, registrations);
  }

  private static RegInfo of(long version, boolean full, List<RegisteredAor> registrations) {
    var root =
        XmlElement.builder(ROOT)
            .attribute("version", Long.toString(version))
            .attribute("state", full ? "full" : "partial");
    registrations.forEach(registration -> root.child(registration.element()));
    return new RegInfo(root.build());
  }

  @Override
  public MediaType mediaType() {
    return TYPE;
  }

  @Override
  public long version() {
    return number("version").orElse(0);
  }

  /** Tolerance: any word but {@code partial} is taken as full. */
  @Override
  public boolean isFull() {
    return !required("state").equalsIgnoreCase("partial");
  }

  /** The registrations of the document, in their order. */
  public List<RegisteredAor> registrations() {
    return parts(RegisteredAor.REGISTRATION, RegisteredAor::new);
  }

  /** All contacts of all registrations. */
  public List<RegisteredContact> contacts() {
    return registrations().stream().flatMap(one -> one.contacts().stream()).toList();
  }

  /** The contact with a URI, whatever registration it belongs to. */
  public Optional<RegisteredContact> contact(String uri) {
    return contacts().stream().filter(contact -> contact.uri().equals(uri)).findFirst();
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(RegisteredAor.REGISTRATION);
  }

  /** Contacts that ended are told once and then left out. */
  @Override
  public RegInfo mergedInto(RegInfo older) {
    Map<String, RegisteredAor> all = new LinkedHashMap<>();
    older.registrations().forEach(known -> all.put(known.id(), known));
    for (var changed : registrations()) {
      all.merge(changed.id(), changed, RegInfo::merged);
    }
    var merged = full(version(), List.copyOf(all.values()));
    var others = extensions().isEmpty() ? older.extensions() : extensions();
    return new RegInfo(merged.element().toBuilder().children(others).build());
  }

  private static RegisteredAor merged(RegisteredAor known, RegisteredAor changed) {
    Map<String, RegisteredContact> contacts = new LinkedHashMap<>();
    if (changed.state() == RegisteredState.ACTIVE) {
      known.contacts().stream()
          .filter(RegisteredContact::isActive)
          .forEach(contact -> contacts.put(contact.id(), contact));
    }
    changed.contacts().forEach(contact -> contacts.put(contact.id(), contact));
    return RegisteredAor.of(
        changed.aor(), changed.id(), changed.state(), List.copyOf(contacts.values()));
  }

  @Override
  public List<String> describe() {
    var lines = new ArrayList<String>();
    lines.add("registrations (version " + version() + (isFull() ? ", full)" : ", partial)"));
    for (var registration : registrations()) {
      lines.add("  " + registration.aor() + " is " + registration.state());
      registration.contacts().forEach(contact -> lines.add("    " + contact.line()));
    }
    return lines;
  }
}

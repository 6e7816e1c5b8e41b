package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A contact of a registration: RFC 3680 §5.3; GRUUs: RFC 5628.
 *
 * <pre>{@code
 * var desk =
 *     RegisteredContact.builder("c1", "sip:alice@192.0.2.1", ContactChange.REGISTERED)
 *         .expires(3600)
 *         .build();
 * }</pre>
 */
public final class RegisteredContact extends XmlPart {

  static final XmlName CONTACT = new XmlName(Namespace.REG_INFO, "contact");
  private static final XmlName URI = new XmlName(Namespace.REG_INFO, "uri");
  private static final XmlName DISPLAY = new XmlName(Namespace.REG_INFO, "display-name");
  private static final XmlName PARAM = new XmlName(Namespace.REG_INFO, "unknown-param");
  private static final XmlName PUBLIC_GRUU = new XmlName(Namespace.GRUU_INFO, "pub-gruu");

  RegisteredContact(XmlElement element) {
    super(element);
  }

  /**
   * Begins a contact; whether it is active follows from what changed.
   *
   * @param id tells it from the other contacts; stays while it is registered
   */
  public static Builder builder(String id, String uri, ContactChange change) {
    return new Builder(id, uri, change);
  }

  static void check(XmlElement element) {
    require(element, "id");
    require(element, "state");
    if (word(RegisteredState.class, element.attribute("state").orElse("")).isEmpty()) {
      throw new XmlFault("<contact> is in a state that is unknown");
    }
    if (element.child(URI).isEmpty()) {
      throw new XmlFault("<contact> has no <uri>");
    }
  }

  /** Tells it from the other contacts. */
  public String id() {
    return required("id");
  }

  /** The URI. */
  public String uri() {
    return text(URI).orElse("");
  }

  /** Whether it is registered. */
  public boolean isActive() {
    return required("state").equalsIgnoreCase(RegisteredState.ACTIVE.toString());
  }

  /** What brought it there; empty for a word that nobody knows. */
  public Optional<ContactChange> change() {
    return attribute("event").flatMap(text -> word(ContactChange.class, text));
  }

  /** Seconds that it is registered. */
  public OptionalLong durationRegistered() {
    return number("duration-registered");
  }

  /** Seconds that remain. */
  public OptionalLong expires() {
    return number("expires");
  }

  /** Seconds to wait before another REGISTER; with {@link ContactChange#PROBATION}. */
  public OptionalLong retryAfter() {
    return number("retry-after");
  }

  /** The preference, 0 to 1. */
  public OptionalDouble q() {
    var text = attribute("q").orElse("");
    return text.matches("[01](\\.[0-9]{0,3})?")
        ? OptionalDouble.of(Math.min(1, Double.parseDouble(text)))
        : OptionalDouble.empty();
  }

  /** The Call-ID of the REGISTER that made it. */
  public Optional<String> callId() {
    return attribute("callid");
  }

  /** The CSeq of the REGISTER that changed it last. */
  public OptionalLong cseq() {
    return number("cseq");
  }

  /** The name to show. */
  public Optional<String> displayName() {
    return text(DISPLAY);
  }

  /** Other parameters of the Contact, such as {@code +sip.instance}; a flag has an empty value. */
  public Map<String, String> parameters() {
    var found = new LinkedHashMap<String, String>();
    element()
        .children(PARAM)
        .forEach(param -> found.put(param.attribute("name").orElse(""), param.text()));
    return found;
  }

  /** The public GRUU (RFC 5628 §5). */
  public Optional<String> publicGruu() {
    return element().child(PUBLIC_GRUU).flatMap(gruu -> gruu.attribute("uri"));
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(URI, DISPLAY, PARAM, PUBLIC_GRUU);
  }

  String line() {
    var line = new StringBuilder(uri()).append(": ").append(required("state"));
    change().ifPresent(change -> line.append(" (").append(change).append(')'));
    expires().ifPresent(seconds -> line.append(", expires in ").append(seconds).append(" s"));
    retryAfter().ifPresent(seconds -> line.append(", retry after ").append(seconds).append(" s"));
    return line.toString();
  }

  /** Makes a contact; belongs to one thread. */
  public static final class Builder {

    private final XmlElement.Builder element = XmlElement.builder(CONTACT);
    private final String uri;
    private @Nullable String displayName;
    private final List<XmlElement> others = new ArrayList<>();

    private Builder(String id, String uri, ContactChange change) {
      this.uri = uri;
      element
          .attribute("id", id)
          .attribute(
              "state",
              (change.isTerminal() ? RegisteredState.TERMINATED : RegisteredState.ACTIVE)
                  .toString())
          .attribute("event", change.toString());
    }

    private Builder seconds(String name, long value) {
      if (value < 0) {
        throw new IllegalArgumentException(name + " is 0 or more, not " + value);
      }
      element.attribute(name, Long.toString(value));
      return this;
    }

    /** Seconds that it is registered. */
    public Builder durationRegistered(long seconds) {
      return seconds("duration-registered", seconds);
    }

    /** Seconds that remain. */
    public Builder expires(long seconds) {
      return seconds("expires", seconds);
    }

    /** Seconds to wait before another REGISTER. */
    public Builder retryAfter(long seconds) {
      return seconds("retry-after", seconds);
    }

    /** The preference, 0 to 1. */
    public Builder q(double preference) {
      element.attribute("q", Rpid.decimal(preference));
      return this;
    }

    /** Call-ID and CSeq of the REGISTER. */
    public Builder request(String callId, long cseq) {
      element.attribute("callid", callId);
      return seconds("cseq", cseq);
    }

    /** The name to show. */
    public Builder displayName(String name) {
      displayName = name;
      return this;
    }

    /** Another parameter of the Contact; a flag has an empty value. */
    public Builder parameter(String name, String value) {
      others.add(XmlElement.builder(PARAM).attribute("name", name).text(value).build());
      return this;
    }

    /** The public GRUU. */
    public Builder publicGruu(String gruu) {
      others.add(XmlElement.builder(PUBLIC_GRUU).attribute("uri", gruu).build());
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement extension) {
      others.add(extension);
      return this;
    }

    /** The contact. */
    public RegisteredContact build() {
      return new RegisteredContact(
          element.child(URI, uri).child(DISPLAY, displayName).children(others).build());
    }
  }
}

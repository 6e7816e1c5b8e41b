package org.offhook.eventpackage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a presentity, and whether it is open: RFC 3863 §4.1.2; activities: RFC 4480
 * §3.2.
 *
 * <pre>{@code
 * var desk =
 *     PresenceTuple.open("desk").contact("sip:alice@192.0.2.1", 0.8).activity("meeting").build();
 * }</pre>
 */
public final class PresenceTuple extends XmlPart {

  static final XmlName TUPLE = new XmlName(Namespace.PIDF, "tuple");
  private static final XmlName STATUS = new XmlName(Namespace.PIDF, "status");
  private static final XmlName BASIC = new XmlName(Namespace.PIDF, "basic");
  private static final XmlName CONTACT = new XmlName(Namespace.PIDF, "contact");
  static final XmlName NOTE = new XmlName(Namespace.PIDF, "note");
  private static final XmlName TIMESTAMP = new XmlName(Namespace.PIDF, "timestamp");

  PresenceTuple(XmlElement element) {
    super(element);
  }

  /** Begins a tuple that is open. */
  public static Builder open(String id) {
    return builder(id).basic(BasicStatus.OPEN);
  }

  /** Begins a tuple that is closed. */
  public static Builder closed(String id) {
    return builder(id).basic(BasicStatus.CLOSED);
  }

  /** Begins a tuple that does not say whether it is open. */
  public static Builder builder(String id) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a tuple needs an id that no other one has");
    }
    return new Builder(id);
  }

  static void check(XmlElement element) {
    require(element, "id");
    if (element.child(STATUS).isEmpty()) {
      throw new XmlFault("<tuple> has no <status>");
    }
  }

  /** Begins a tuple with everything that is in this one, what is not known here included. */
  public Builder toBuilder() {
    var builder = new Builder(id());
    builder.basic = basic().orElse(null);
    builder.contact = contact().orElse(null);
    builder.priority = element().child(CONTACT).flatMap(c -> c.attribute("priority")).orElse(null);
    builder.notes.addAll(notes());
    builder.time = timestamp().orElse(null);
    builder.extensions.addAll(beside(STATUS, CONTACT, NOTE, TIMESTAMP));
    builder.inStatus.addAll(
        element().child(STATUS).stream()
            .flatMap(status -> status.children().stream())
            .filter(child -> !child.is(BASIC))
            .toList());
    return builder;
  }

  /** Tells the tuples of a document apart. */
  public String id() {
    return required("id");
  }

  /** Whether it is open; empty if the document does not say so, or says what nobody knows. */
  public Optional<BasicStatus> basic() {
    return element()
        .child(STATUS)
        .flatMap(status -> status.child(BASIC))
        .flatMap(basic -> word(BasicStatus.class, basic.text()));
  }

  /** The URI to reach. */
  public Optional<String> contact() {
    return text(CONTACT).filter(uri -> !uri.isEmpty());
  }

  /** How much this contact is preferred, 0 to 1; empty where that is not stated. */
  public OptionalDouble priority() {
    var text = element().child(CONTACT).flatMap(c -> c.attribute("priority")).orElse("").strip();
    if (!text.matches("[01](\\.[0-9]{0,3})?")) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.min(1, Double.parseDouble(text)));
  }

  /** Sentences for people. */
  public List<PresenceNote> notes() {
    return parts(NOTE, PresenceNote::of);
  }

  /** When this was so. */
  public Optional<Instant> timestamp() {
    return text(TIMESTAMP).flatMap(XmlPart::time);
  }

  /**
   * What is being done, such as {@code on-the-phone} (RFC 4480 §3.2). Tolerance: read inside status
   * too, where drafts had them.
   */
  public List<String> activities() {
    var found = new ArrayList<>(Rpid.names(element(), Rpid.ACTIVITIES));
    element().child(STATUS).ifPresent(in -> found.addAll(Rpid.names(in, Rpid.ACTIVITIES)));
    return List.copyOf(found);
  }

  /** Elements inside, and inside status, that have no accessor here. */
  public List<XmlElement> extensions() {
    var found = new ArrayList<>(beside(STATUS, CONTACT, NOTE, TIMESTAMP, Rpid.ACTIVITIES));
    element()
        .child(STATUS)
        .ifPresent(
            status ->
                status.children().stream()
                    .filter(child -> !child.is(BASIC) && !child.is(Rpid.ACTIVITIES))
                    .forEach(found::add));
    return List.copyOf(found);
  }

  /** One line for people. */
  String line() {
    var line = new StringBuilder(id()).append(": ");
    line.append(basic().map(BasicStatus::toString).orElse("unknown"));
    contact().ifPresent(uri -> line.append(", ").append(uri));
    priority().ifPresent(q -> line.append(" (priority ").append(q).append(')'));
    activities().forEach(what -> line.append(", ").append(what));
    notes().forEach(note -> line.append(", \"").append(note).append('"'));
    timestamp().ifPresent(at -> line.append(", since ").append(at));
    return line.toString();
  }

  /** Makes a tuple; belongs to one thread. */
  public static final class Builder {

    private final String id;
    private @Nullable BasicStatus basic;
    private @Nullable String contact;
    private @Nullable String priority;
    private final List<PresenceNote> notes = new ArrayList<>();
    private @Nullable Instant time;
    private final List<XmlElement> inStatus = new ArrayList<>();
    private final List<XmlElement> extensions = new ArrayList<>();

    private Builder(String id) {
      this.id = id;
    }

    /** Whether it is open. */
    public Builder basic(BasicStatus status) {
      basic = status;
      return this;
    }

    /** The URI to reach. */
    public Builder contact(String uri) {
      contact = uri;
      priority = null;
      return this;
    }

    /**
     * The URI to reach, and how much it is preferred.
     *
     * @param preference 0 to 1, of which three decimals are kept
     */
    public Builder contact(String uri, double preference) {
      contact = uri;
      priority = Rpid.decimal(preference);
      return this;
    }

    /** Adds a sentence for people. */
    public Builder note(PresenceNote note) {
      notes.add(note);
      return this;
    }

    /** Adds a sentence in a language. */
    public Builder note(String text, @Nullable String language) {
      return note(new PresenceNote(text, language));
    }

    /** When this is so. */
    public Builder timestamp(Instant at) {
      time = at.truncatedTo(ChronoUnit.MILLIS);
      return this;
    }

    /** Adds what is being done, by a name of RFC 4480 §3.2 such as {@code on-the-phone}. */
    public Builder activity(String name) {
      Rpid.add(extensions, Rpid.ACTIVITIES, name);
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement element) {
      extensions.add(element);
      return this;
    }

    /** The tuple. */
    public PresenceTuple build() {
      var status = XmlElement.builder(STATUS);
      status.child(BASIC, basic == null ? null : basic.toString()).children(inStatus);
      var tuple = XmlElement.builder(TUPLE).attribute("id", id).child(status.build());
      tuple.children(extensions);
      if (contact != null) {
        tuple.child(
            XmlElement.builder(CONTACT).attribute("priority", priority).text(contact).build());
      }
      notes.forEach(note -> tuple.child(note.element(NOTE)));
      return new PresenceTuple(
          tuple.child(TIMESTAMP, time == null ? null : time.toString()).build());
    }
  }
}

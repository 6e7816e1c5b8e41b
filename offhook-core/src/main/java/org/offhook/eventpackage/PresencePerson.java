package org.offhook.eventpackage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person does, whatever the device: RFC 4479 §3.3.1, with RFC 4480's activities and moods.
 *
 * <pre>{@code
 * var alice = PresencePerson.builder("p1").activity("on-the-phone").mood("happy").build();
 * }</pre>
 */
public final class PresencePerson extends XmlPart {

  static final XmlName PERSON = new XmlName(Namespace.DATA_MODEL, "person");
  private static final XmlName NOTE = new XmlName(Namespace.DATA_MODEL, "note");
  private static final XmlName TIMESTAMP = new XmlName(Namespace.DATA_MODEL, "timestamp");

  PresencePerson(XmlElement element) {
    super(element);
  }

  /** Begins a person. */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** Tells the persons of a document apart. */
  public String id() {
    return required("id");
  }

  /** What is being done, such as {@code on-the-phone} (RFC 4480 §3.2). */
  public List<String> activities() {
    return Rpid.names(element(), Rpid.ACTIVITIES);
  }

  /** How the person feels (RFC 4480 §3.4). */
  public List<String> moods() {
    return Rpid.names(element(), Rpid.MOOD);
  }

  /** Sentences for people. */
  public List<PresenceNote> notes() {
    return parts(NOTE, PresenceNote::of);
  }

  /** When this was so. */
  public Optional<Instant> timestamp() {
    return text(TIMESTAMP).flatMap(XmlPart::time);
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(Rpid.ACTIVITIES, Rpid.MOOD, NOTE, TIMESTAMP);
  }

  /** One line for people. */
  String line() {
    var line = new StringBuilder("person");
    activities().forEach(what -> line.append(", ").append(what));
    moods().forEach(mood -> line.append(", ").append(mood));
    notes().forEach(note -> line.append(", \"").append(note).append('"'));
    return line.toString();
  }

  /** Makes a person; belongs to one thread. */
  public static final class Builder {

    private final String id;
    private final List<XmlElement> extensions = new ArrayList<>();
    private final List<PresenceNote> notes = new ArrayList<>();
    private @Nullable Instant time;

    private Builder(String id) {
      this.id = id;
    }

    /** Adds what is being done, by a name of RFC 4480 §3.2. */
    public Builder activity(String name) {
      Rpid.add(extensions, Rpid.ACTIVITIES, name);
      return this;
    }

    /** Adds a mood, by a name of RFC 4480 §3.4. */
    public Builder mood(String name) {
      Rpid.add(extensions, Rpid.MOOD, name);
      return this;
    }

    /** Adds a sentence for people. */
    public Builder note(String text, @Nullable String language) {
      notes.add(new PresenceNote(text, language));
      return this;
    }

    /** When this is so. */
    public Builder timestamp(Instant at) {
      time = at.truncatedTo(ChronoUnit.MILLIS);
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement element) {
      extensions.add(element);
      return this;
    }

    /** The person. */
    public PresencePerson build() {
      var person = XmlElement.builder(PERSON).attribute("id", id).children(extensions);
      notes.forEach(note -> person.child(note.element(NOTE)));
      return new PresencePerson(
          person.child(TIMESTAMP, time == null ? null : time.toString()).build());
    }
  }
}

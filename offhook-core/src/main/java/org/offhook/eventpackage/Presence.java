package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MediaType;

/**
 * Presence of somebody, the body {@code application/pidf+xml}: RFC 3863; event package {@code
 * presence}: RFC 3856.
 *
 * <pre>{@code
 * var presence =
 *     Presence.builder("sip:alice@example.com")
 *         .tuple(PresenceTuple.open("desk").contact("sip:alice@192.0.2.1", 0.8).build())
 *         .person(PresencePerson.builder("p1").activity("on-the-phone").build())
 *         .note("back at three", "en")
 *         .build();
 * }</pre>
 */
public final class Presence extends XmlBody {

  /** {@code application/pidf+xml}. */
  public static final MediaType TYPE = MediaType.of("application", "pidf+xml");

  private static final XmlName ROOT = new XmlName(Namespace.PIDF, "presence");

  /** Where drafts and old telephones put the same document. */
  private static final List<String> ALIASES = List.of("urn:ietf:params:xml:ns:cpim-pidf");

  private Presence(XmlElement root) {
    super(root);
  }

  /** Reads a body; never throws on what is in the bytes. */
  public static BodyResult<Presence> parse(byte[] body) {
    return parse(body, ROOT, ALIASES, Presence::check, Presence::new);
  }

  private static void check(XmlElement root) {
    require(root, "entity");
    root.children(PresenceTuple.TUPLE).forEach(PresenceTuple::check);
  }

  /**
   * A document of one tuple.
   *
   * @param entity whose presence, such as {@code sip:alice@example.com}
   */
  public static Presence of(String entity, BasicStatus status) {
    return builder(entity).tuple(PresenceTuple.builder("t1").basic(status).build()).build();
  }

  /** Begins a document about somebody, such as {@code sip:alice@example.com}. */
  public static Builder builder(String entity) {
    return new Builder(entity);
  }

  /**
   * One document from what several devices published: RFC 3903 leaves the policy open, this is a
   * union. Tuples, persons and devices whose ids clash get new ids; notes are not repeated.
   */
  public static Presence composed(String entity, List<Presence> published) {
    var builder = builder(entity);
    var ids = new HashSet<String>();
    var notes = new LinkedHashSet<PresenceNote>();
    for (var document : published) {
      document.tuples().forEach(tuple -> builder.tuples.add(unique(tuple.element(), ids)));
      document.extensions().forEach(other -> builder.extensions.add(unique(other, ids)));
      document.persons().forEach(person -> builder.extensions.add(unique(person.element(), ids)));
      notes.addAll(document.notes());
    }
    notes.forEach(builder::note);
    return builder.build();
  }

  private static XmlElement unique(XmlElement element, Set<String> ids) {
    var id = element.attribute("id");
    if (id.isEmpty() || ids.add(id.get())) {
      return element;
    }
    int number = 2;
    while (!ids.add(id.get() + "-" + number)) {
      number++;
    }
    return element.with("id", id.get() + "-" + number);
  }

  /** Begins a document with everything that is in this one. */
  public Builder toBuilder() {
    var builder = new Builder(entity());
    tuples().forEach(builder::tuple);
    notes().forEach(builder::note);
    builder.extensions.addAll(beside(PresenceTuple.TUPLE, PresenceTuple.NOTE));
    return builder;
  }

  @Override
  public MediaType mediaType() {
    return TYPE;
  }

  /** Whose presence: a URI of the schemes pres, sip or others. */
  public String entity() {
    return required("entity");
  }

  /** The ways to reach the presentity, in their order. */
  public List<PresenceTuple> tuples() {
    return parts(PresenceTuple.TUPLE, PresenceTuple::new);
  }

  /** The tuple of an id. */
  public Optional<PresenceTuple> tuple(String id) {
    return tuples().stream().filter(tuple -> tuple.id().equals(id)).findFirst();
  }

  /** Whether any tuple is open. */
  public boolean isOpen() {
    return tuples().stream().anyMatch(t -> t.basic().equals(Optional.of(BasicStatus.OPEN)));
  }

  /** What the persons do (RFC 4479). */
  public List<PresencePerson> persons() {
    return parts(PresencePerson.PERSON, PresencePerson::new);
  }

  /** What is being done, by the persons and in the tuples, each once. */
  public List<String> activities() {
    var found = new LinkedHashSet<String>();
    persons().forEach(person -> found.addAll(person.activities()));
    tuples().forEach(tuple -> found.addAll(tuple.activities()));
    return List.copyOf(found);
  }

  /** Sentences for people about the whole. */
  public List<PresenceNote> notes() {
    return parts(PresenceTuple.NOTE, PresenceNote::of);
  }

  /** Elements that have no accessor here, such as devices (RFC 4479 §3.3.3). */
  public List<XmlElement> extensions() {
    return beside(PresenceTuple.TUPLE, PresenceTuple.NOTE, PresencePerson.PERSON);
  }

  @Override
  public List<String> describe() {
    var lines = new ArrayList<String>();
    lines.add(entity() + " is " + (isOpen() ? "open" : "closed"));
    tuples().forEach(tuple -> lines.add("  " + tuple.line()));
    persons().forEach(person -> lines.add("  " + person.line()));
    notes().forEach(note -> lines.add("  \"" + note + '"'));
    return lines;
  }

  /** Makes a document; belongs to one thread. */
  public static final class Builder {

    private final String entity;
    private final List<XmlElement> tuples = new ArrayList<>();
    private final List<PresenceNote> notes = new ArrayList<>();
    private final List<XmlElement> extensions = new ArrayList<>();

    private Builder(String entity) {
      this.entity = entity;
    }

    /** Adds a tuple; one of the same id is replaced. */
    public Builder tuple(PresenceTuple tuple) {
      var id = tuple.element().attribute("id");
      tuples.removeIf(other -> other.attribute("id").equals(id));
      tuples.add(tuple.element());
      return this;
    }

    /** Adds what a person does. */
    public Builder person(PresencePerson person) {
      return extension(person.element());
    }

    /** Adds a sentence about the whole. */
    public Builder note(PresenceNote note) {
      notes.add(note);
      return this;
    }

    /** Adds a sentence in a language. */
    public Builder note(String text, @Nullable String language) {
      return note(new PresenceNote(text, language));
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement element) {
      extensions.add(element);
      return this;
    }

    /** The document. */
    public Presence build() {
      var root = XmlElement.builder(ROOT).attribute("entity", entity).children(tuples);
      notes.forEach(note -> root.child(note.element(PresenceTuple.NOTE)));
      return new Presence(root.children(extensions).build());
    }
  }
}

package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.offhook.message.MediaType;

/**
 * A conference and who is in it, the body {@code application/conference-info+xml}: RFC 4575 §5;
 * event package {@code conference}.
 *
 * <pre>{@code
 * var info =
 *     ConferenceInfo.builder("sip:conf1@example.com", 0)
 *         .subject("Planning")
 *         .active(true)
 *         .user(ConferenceUser.builder("sip:bob@example.com").displayText("Bob").build())
 *         .build();
 * }</pre>
 */
public final class ConferenceInfo extends XmlBody implements PartialState<ConferenceInfo> {

  /** {@code application/conference-info+xml}. */
  public static final MediaType TYPE = MediaType.of("application", "conference-info+xml");

  private static final ConferenceChange PARTIAL = ConferenceChange.PARTIAL;

  private static final XmlName ROOT = name("conference-info");
  private static final XmlName DESCRIPTION = name("conference-description");
  private static final XmlName DISPLAY = name("display-text");
  private static final XmlName SUBJECT = name("subject");
  private static final XmlName MOST_USERS = name("maximum-user-count");
  private static final XmlName STATE = name("conference-state");
  private static final XmlName COUNT = name("user-count");
  private static final XmlName ACTIVE = name("active");
  private static final XmlName LOCKED = name("locked");
  private static final XmlName USERS = name("users");

  private ConferenceInfo(XmlElement root) {
    super(root);
  }

  private static XmlName name(String local) {
    return new XmlName(Namespace.CONFERENCE_INFO, local);
  }

  /** Reads a body; never throws on what is in the bytes. */
  public static BodyResult<ConferenceInfo> parse(byte[] body) {
    return parse(body, ROOT, List.of(), ConferenceInfo::check, ConferenceInfo::new);
  }

  /** Users, their endpoints and media are told apart by their keys: without them nothing merges. */
  private static void check(XmlElement root) {
    require(root, "entity");
    if (root.attribute("version").isPresent() || ConferenceChange.of(root) == PARTIAL) {
      requireNumber(root, "version");
    }
    for (var users : root.children(USERS)) {
      for (var user : users.children(ConferenceUser.USER)) {
        require(user, "entity");
        for (var endpoint : user.children(ConferenceEndpoint.ENDPOINT)) {
          require(endpoint, "entity");
          endpoint.children(ConferenceMedium.MEDIA).forEach(medium -> require(medium, "id"));
        }
      }
    }
  }

  /** Begins a full document about a conference. */
  public static Builder builder(String entity, long version) {
    return new Builder(entity, version, ConferenceChange.FULL);
  }

  /** Begins a document that tells what changed, or that the conference is over. */
  public static Builder builder(String entity, long version, ConferenceChange change) {
    return new Builder(entity, version, change);
  }

  @Override
  public MediaType mediaType() {
    return TYPE;
  }

  @Override
  public long version() {
    return number("version").orElse(0);
  }

  /** Whether this is all of the state: that the conference is over, too, is all of it. */
  @Override
  public boolean isFull() {
    return ConferenceChange.of(element()) != PARTIAL;
  }

  /** Whether the conference is over. */
  public boolean isDeleted() {
    return ConferenceChange.of(element()) == ConferenceChange.DELETED;
  }

  /** The conference's URI. */
  public String entity() {
    return required("entity");
  }

  /** The name to show. */
  public Optional<String> displayText() {
    return inside(DESCRIPTION, DISPLAY);
  }

  /** What it is about. */
  public Optional<String> subject() {
    return inside(DESCRIPTION, SUBJECT);
  }

  /** How many users may take part. */
  public OptionalLong maximumUserCount() {
    return inside(DESCRIPTION, MOST_USERS).map(XmlPart::digits).orElse(OptionalLong.empty());
  }

  /** How many users take part, which may be more than are told. */
  public OptionalLong userCount() {
    return inside(STATE, COUNT).map(XmlPart::digits).orElse(OptionalLong.empty());
  }

  /** Whether it is going on. */
  public boolean isActive() {
    return flag(ACTIVE);
  }

  /** Whether nobody else may come in. */
  public boolean isLocked() {
    return flag(LOCKED);
  }

  private boolean flag(XmlName name) {
    return inside(STATE, name).filter(text -> text.equals("true") || text.equals("1")).isPresent();
  }

  private Optional<String> inside(XmlName parent, XmlName child) {
    return element().child(parent).flatMap(in -> in.child(child)).map(XmlElement::text);
  }

  /** Who takes part. */
  public List<ConferenceUser> users() {
    return element().child(USERS).stream()
        .flatMap(users -> users.children(ConferenceUser.USER).stream())
        .map(ConferenceUser::new)
        .toList();
  }

  /** The user of a URI. */
  public Optional<ConferenceUser> user(String entity) {
    return users().stream().filter(user -> user.entity().equals(entity)).findFirst();
  }

  /** Elements that have no accessor here, such as {@code host-info} and sidebars. */
  public List<XmlElement> extensions() {
    return beside(DESCRIPTION, STATE, USERS);
  }

  @Override
  public ConferenceInfo mergedInto(ConferenceInfo older) {
    return new ConferenceInfo(
        ConferenceMerge.merged(older.element(), element()).with("state", "full"));
  }

  @Override
  public List<String> describe() {
    var lines = new ArrayList<String>();
    var head = new StringBuilder(entity());
    subject().or(this::displayText).ifPresent(text -> head.append(" \"").append(text).append('"'));
    head.append(isDeleted() ? " is over" : isActive() ? " is active" : " is not active");
    if (isLocked()) {
      head.append(", locked");
    }
    head.append(" (version ").append(version()).append(isFull() ? ", full)" : ", partial)");
    lines.add(head.toString());
    users().forEach(user -> lines.add("  " + user.line()));
    return lines;
  }

  /** Makes a document; belongs to one thread. */
  public static final class Builder {

    private final XmlElement.Builder root = XmlElement.builder(ROOT);
    private final XmlElement.Builder description = XmlElement.builder(DESCRIPTION);
    private final XmlElement.Builder state = XmlElement.builder(STATE);
    private final XmlElement.Builder users = XmlElement.builder(USERS);
    private final List<XmlElement> extensions = new ArrayList<>();

    private Builder(String entity, long version, ConferenceChange change) {
      root.attribute("entity", entity)
          .attribute("state", change.toString())
          .attribute("version", Long.toString(version));
      if (change == PARTIAL) {
        users.attribute("state", PARTIAL.toString());
      }
    }

    /** The name to show. */
    public Builder displayText(String text) {
      description.child(DISPLAY, text);
      return this;
    }

    /** What it is about. */
    public Builder subject(String text) {
      description.child(SUBJECT, text);
      return this;
    }

    /** How many users may take part. */
    public Builder maximumUserCount(long count) {
      description.child(MOST_USERS, Long.toString(count));
      return this;
    }

    /** How many users take part. */
    public Builder userCount(long count) {
      state.child(COUNT, Long.toString(count));
      return this;
    }

    /** Whether it is going on. */
    public Builder active(boolean value) {
      state.child(ACTIVE, Boolean.toString(value));
      return this;
    }

    /** Whether nobody else may come in. */
    public Builder locked(boolean value) {
      state.child(LOCKED, Boolean.toString(value));
      return this;
    }

    /** Adds somebody who takes part. */
    public Builder user(ConferenceUser user) {
      users.child(user.element());
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement element) {
      extensions.add(element);
      return this;
    }

    /** The document; parts that were not given are left out. */
    public ConferenceInfo build() {
      var document = root.build().toBuilder();
      for (var part : List.of(description.build(), state.build(), users.build())) {
        if (!part.content().isEmpty()) {
          document.child(part);
        }
      }
      return new ConferenceInfo(document.children(extensions).build());
    }
  }
}

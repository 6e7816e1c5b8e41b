package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who takes part in a conference: RFC 4575 §5.6.
 *
 * <pre>{@code
 * var bob =
 *     ConferenceUser.builder("sip:bob@example.com").displayText("Bob").endpoint(desk).build();
 * }</pre>
 */
public final class ConferenceUser extends XmlPart {

  static final XmlName USER = new XmlName(Namespace.CONFERENCE_INFO, "user");
  private static final XmlName DISPLAY = new XmlName(Namespace.CONFERENCE_INFO, "display-text");
  private static final XmlName ROLES = new XmlName(Namespace.CONFERENCE_INFO, "roles");
  private static final XmlName ENTRY = new XmlName(Namespace.CONFERENCE_INFO, "entry");

  ConferenceUser(XmlElement element) {
    super(element);
  }

  /** Begins a user, named by a URI. */
  public static Builder builder(String entity) {
    return new Builder(entity);
  }

  /** The URI. */
  public String entity() {
    return required("entity");
  }

  /** Whether the document tells all of the user, what changed, or that the user left. */
  public ConferenceChange change() {
    return ConferenceChange.of(element());
  }

  /** The name to show. */
  public Optional<String> displayText() {
    return text(DISPLAY);
  }

  /** Roles, such as {@code participant}. */
  public List<String> roles() {
    return element().child(ROLES).stream()
        .flatMap(roles -> roles.children(ENTRY).stream())
        .map(XmlElement::text)
        .toList();
  }

  /** The devices. */
  public List<ConferenceEndpoint> endpoints() {
    return parts(ConferenceEndpoint.ENDPOINT, ConferenceEndpoint::new);
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(DISPLAY, ROLES, ConferenceEndpoint.ENDPOINT);
  }

  String line() {
    var line = new StringBuilder();
    displayText().ifPresent(name -> line.append('"').append(name).append("\" "));
    line.append(entity());
    if (change() == ConferenceChange.DELETED) {
      line.append(": left");
    }
    endpoints()
        .forEach(
            endpoint -> {
              line.append(", ").append(endpoint.status().orElse("unknown"));
              endpoint
                  .media()
                  .forEach(medium -> line.append(' ').append(medium.type().orElse("medium")));
            });
    return line.toString();
  }

  /** Makes a user; belongs to one thread. */
  public static final class Builder {

    private final XmlElement.Builder element = XmlElement.builder(USER);
    private final XmlElement.Builder roles = XmlElement.builder(ROLES);
    private final List<XmlElement> rest = new ArrayList<>();

    private Builder(String entity) {
      element.attribute("entity", entity);
    }

    /** Whether this is all of the user, what changed, or that the user left. */
    public Builder change(ConferenceChange change) {
      element.attribute("state", change.toString());
      return this;
    }

    /** The name to show. */
    public Builder displayText(String text) {
      element.child(DISPLAY, text);
      return this;
    }

    /** Adds a role. */
    public Builder role(String role) {
      roles.child(ENTRY, role);
      return this;
    }

    /** Adds a device. */
    public Builder endpoint(ConferenceEndpoint endpoint) {
      rest.add(endpoint.element());
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement extension) {
      rest.add(extension);
      return this;
    }

    /** The user. */
    public ConferenceUser build() {
      var listed = roles.build();
      var user = element.build().toBuilder();
      if (!listed.content().isEmpty()) {
        user.child(listed);
      }
      return new ConferenceUser(user.children(rest).build());
    }
  }
}

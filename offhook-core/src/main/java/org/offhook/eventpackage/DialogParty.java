package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MediaType;

/**
 * One side of a dialog: RFC 4235 §4.1.6.
 *
 * <pre>{@code
 * var bob =
 *     DialogParty.builder()
 *         .identity("sip:bob@example.com", "Bob")
 *         .target("sip:bob@192.0.2.7")
 *         .targetParameter("+sip.rendering", "no")   // on hold (RFC 4235 §4.1.6.2, RFC 4579)
 *         .build();
 * }</pre>
 */
public final class DialogParty extends XmlPart {

  static final XmlName LOCAL = new XmlName(Namespace.DIALOG_INFO, "local");
  static final XmlName REMOTE = new XmlName(Namespace.DIALOG_INFO, "remote");
  private static final XmlName IDENTITY = new XmlName(Namespace.DIALOG_INFO, "identity");
  private static final XmlName TARGET = new XmlName(Namespace.DIALOG_INFO, "target");
  private static final XmlName PARAM = new XmlName(Namespace.DIALOG_INFO, "param");
  private static final XmlName SESSION = new XmlName(Namespace.DIALOG_INFO, "session-description");

  DialogParty(XmlElement element) {
    super(element);
  }

  /** Begins a side. */
  public static Builder builder() {
    return new Builder();
  }

  DialogParty as(XmlName name) {
    return element().is(name)
        ? this
        : new DialogParty(XmlElement.builder(name).children(element().children()).build());
  }

  /** Who it is: a URI. */
  public Optional<String> identity() {
    return text(IDENTITY).filter(uri -> !uri.isEmpty());
  }

  /** The name to show. */
  public Optional<String> displayName() {
    return element().child(IDENTITY).flatMap(who -> who.attribute("display"));
  }

  /** Where its requests go: a URI. */
  public Optional<String> target() {
    return element().child(TARGET).flatMap(target -> target.attribute("uri"));
  }

  /** The parameters of its Contact, such as {@code +sip.rendering}; a flag has an empty value. */
  public Map<String, String> targetParameters() {
    var found = new LinkedHashMap<String, String>();
    element()
        .child(TARGET)
        .ifPresent(
            target ->
                target
                    .children(PARAM)
                    .forEach(
                        param ->
                            found.put(
                                param.attribute("pname").orElse(""),
                                param.attribute("pval").orElse(""))));
    return found;
  }

  /** Whether its Contact says that it does not render: on hold (RFC 4235 §5.1). */
  public boolean isOnHold() {
    return "no".equalsIgnoreCase(targetParameters().get("+sip.rendering"));
  }

  /** Its session description, as text. */
  public Optional<String> sessionDescription() {
    return text(SESSION);
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(IDENTITY, TARGET, SESSION);
  }

  String line() {
    return displayName().map(name -> '"' + name + "\" ").orElse("") + identity().orElse("unknown");
  }

  /** Makes a side; belongs to one thread. */
  public static final class Builder {

    private @Nullable XmlElement identity;
    private @Nullable String target;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private @Nullable XmlElement session;
    private final List<XmlElement> extensions = new ArrayList<>();

    private Builder() {}

    /** Who it is: a URI, and a name to show if there is one. */
    public Builder identity(String uri, @Nullable String displayName) {
      identity = XmlElement.builder(IDENTITY).attribute("display", displayName).text(uri).build();
      return this;
    }

    /** Where its requests go. */
    public Builder target(String uri) {
      target = uri;
      return this;
    }

    /** Adds a parameter of its Contact; it goes with {@link #target}. */
    public Builder targetParameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    /** Its session description. */
    public Builder sessionDescription(MediaType type, String text) {
      session = XmlElement.builder(SESSION).attribute("type", type.toString()).text(text).build();
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement element) {
      extensions.add(element);
      return this;
    }

    /** The side. */
    public DialogParty build() {
      var side = XmlElement.builder(LOCAL).child(identity);
      if (target != null) {
        var element = XmlElement.builder(TARGET).attribute("uri", target);
        parameters.forEach(
            (name, value) ->
                element.child(
                    XmlElement.builder(PARAM)
                        .attribute("pname", name)
                        .attribute("pval", value)
                        .build()));
        side.child(element.build());
      }
      return new DialogParty(side.child(session).children(extensions).build());
    }
  }
}

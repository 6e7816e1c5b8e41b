package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A device by which a user takes part in a conference: RFC 4575 §5.7.
 *
 * <pre>{@code
 * var desk =
 *     ConferenceEndpoint.builder("sip:bob@192.0.2.7")
 *         .status("connected")
 *         .joiningMethod("dialed-in")
 *         .medium(ConferenceMedium.of("1", "audio", "sendrecv"))
 *         .build();
 * }</pre>
 */
public final class ConferenceEndpoint extends XmlPart {

  static final XmlName ENDPOINT = new XmlName(Namespace.CONFERENCE_INFO, "endpoint");
  private static final XmlName DISPLAY = new XmlName(Namespace.CONFERENCE_INFO, "display-text");
  private static final XmlName STATUS = new XmlName(Namespace.CONFERENCE_INFO, "status");
  private static final XmlName JOINING = new XmlName(Namespace.CONFERENCE_INFO, "joining-method");
  private static final XmlName LEAVING =
      new XmlName(Namespace.CONFERENCE_INFO, "disconnection-method");

  ConferenceEndpoint(XmlElement element) {
    super(element);
  }

  /** Begins an endpoint, named by the URI of its Contact. */
  public static Builder builder(String entity) {
    return new Builder(entity);
  }

  /** Its URI. */
  public String entity() {
    return required("entity");
  }

  /** The name to show. */
  public Optional<String> displayText() {
    return text(DISPLAY);
  }

  /** {@code pending}, {@code connected}, {@code on-hold}, {@code disconnected}, … */
  public Optional<String> status() {
    return text(STATUS);
  }

  /** {@code dialed-in}, {@code dialed-out} or {@code focus-owner}. */
  public Optional<String> joiningMethod() {
    return text(JOINING);
  }

  /** {@code departed}, {@code booted}, {@code failed} or {@code busy}. */
  public Optional<String> disconnectionMethod() {
    return text(LEAVING);
  }

  /** Its media. */
  public List<ConferenceMedium> media() {
    return parts(ConferenceMedium.MEDIA, ConferenceMedium::new);
  }

  /** Elements that have no accessor here, such as {@code call-info}. */
  public List<XmlElement> extensions() {
    return beside(DISPLAY, STATUS, JOINING, LEAVING, ConferenceMedium.MEDIA);
  }

  /** Makes an endpoint; belongs to one thread. */
  public static final class Builder {

    private final XmlElement.Builder element = XmlElement.builder(ENDPOINT);
    private final List<XmlElement> media = new ArrayList<>();

    private Builder(String entity) {
      element.attribute("entity", entity);
    }

    /** Whether this is all of the endpoint, what changed, or the end of it. */
    public Builder change(ConferenceChange change) {
      element.attribute("state", change.toString());
      return this;
    }

    /** The name to show. */
    public Builder displayText(String text) {
      element.child(DISPLAY, text);
      return this;
    }

    /** {@code pending}, {@code connected}, {@code on-hold}, {@code disconnected}, … */
    public Builder status(String status) {
      element.child(STATUS, status);
      return this;
    }

    /** {@code dialed-in}, {@code dialed-out} or {@code focus-owner}. */
    public Builder joiningMethod(String method) {
      element.child(JOINING, method);
      return this;
    }

    /** {@code departed}, {@code booted}, {@code failed} or {@code busy}. */
    public Builder disconnectionMethod(String method) {
      element.child(LEAVING, method);
      return this;
    }

    /** Adds a medium. */
    public Builder medium(ConferenceMedium medium) {
      media.add(medium.element());
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement extension) {
      media.add(extension);
      return this;
    }

    /** The endpoint. */
    public ConferenceEndpoint build() {
      return new ConferenceEndpoint(element.build().toBuilder().children(media).build());
    }
  }
}

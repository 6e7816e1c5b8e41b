package org.offhook.eventpackage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One medium of an endpoint in a conference: RFC 4575 §5.8. See {@link ConferenceInfo}. */
public final class ConferenceMedium extends XmlPart {

  static final XmlName MEDIA = new XmlName(Namespace.CONFERENCE_INFO, "media");
  private static final XmlName TYPE = new XmlName(Namespace.CONFERENCE_INFO, "type");
  private static final XmlName LABEL = new XmlName(Namespace.CONFERENCE_INFO, "label");
  private static final XmlName SOURCE = new XmlName(Namespace.CONFERENCE_INFO, "src-id");
  private static final XmlName STATUS = new XmlName(Namespace.CONFERENCE_INFO, "status");

  ConferenceMedium(XmlElement element) {
    super(element);
  }

  /**
   * A medium.
   *
   * @param id tells it from the other media of the endpoint
   * @param type {@code audio}, {@code video}, …
   * @param status {@code sendrecv}, {@code sendonly}, …; null leaves it out
   */
  public static ConferenceMedium of(String id, String type, @Nullable String status) {
    return new ConferenceMedium(
        XmlElement.builder(MEDIA)
            .attribute("id", id)
            .child(TYPE, type)
            .child(STATUS, status)
            .build());
  }

  /** Tells it from the other media of the endpoint. */
  public String id() {
    return required("id");
  }

  /** {@code audio}, {@code video}, … */
  public Optional<String> type() {
    return text(TYPE);
  }

  /** The label of the conference's stream (RFC 4574). */
  public Optional<String> label() {
    return text(LABEL);
  }

  /** The RTP source (SSRC) of the endpoint. */
  public Optional<String> sourceId() {
    return text(SOURCE);
  }

  /** {@code sendrecv}, {@code sendonly}, {@code recvonly} or {@code inactive}. */
  public Optional<String> status() {
    return text(STATUS);
  }
}

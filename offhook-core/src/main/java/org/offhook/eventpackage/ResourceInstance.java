package org.offhook.eventpackage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One subscription behind a resource of a list, of which a forked one has several: RFC 4662 §5.5.
 * {@link ResourceList} has an example.
 */
public final class ResourceInstance extends XmlPart {

  static final XmlName INSTANCE = new XmlName(Namespace.RLMI, "instance");

  ResourceInstance(XmlElement element) {
    super(element);
  }

  /**
   * An instance without a state of its own.
   *
   * @param id tells it from the other instances of the resource
   */
  public static ResourceInstance of(String id, InstancePhase phase) {
    return new ResourceInstance(
        XmlElement.builder(INSTANCE)
            .attribute("id", id)
            .attribute("state", phase.toString())
            .build());
  }

  static void check(XmlElement element) {
    require(element, "id");
    require(element, "state");
    var state = element.attribute("state").orElse("");
    if (word(InstancePhase.class, state).isEmpty()) {
      throw new XmlFault("<instance> is in the state '" + brief(state) + "', which is unknown");
    }
  }

  /** The same with the reason why it is as it is, such as {@code noresource}. */
  public ResourceInstance reason(String why) {
    return new ResourceInstance(element().with("reason", why));
  }

  /** The same with the Content-ID of the part that has its state, without angle brackets. */
  public ResourceInstance cid(String contentId) {
    return withCid(contentId);
  }

  ResourceInstance withCid(@Nullable String contentId) {
    return new ResourceInstance(element().with("cid", contentId));
  }

  /** Tells it from the other instances of the resource. */
  public String id() {
    return required("id");
  }

  /** How the subscription to it stands. */
  public InstancePhase phase() {
    return word(InstancePhase.class, required("state")).orElse(InstancePhase.TERMINATED);
  }

  /** Why it is so, such as {@code noresource}: a reason of Subscription-State. */
  public Optional<String> reason() {
    return attribute("reason");
  }

  /**
   * The Content-ID of the part that has its state; {@link ResourceList#body} finds that part.
   *
   * <p>Tolerance: angle brackets, which belong to the part's header field alone, are taken off.
   */
  public Optional<String> cid() {
    return attribute("cid")
        .map(id -> id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id);
  }

  String line() {
    return phase() + reason().map(why -> " (" + why + ")").orElse("");
  }
}

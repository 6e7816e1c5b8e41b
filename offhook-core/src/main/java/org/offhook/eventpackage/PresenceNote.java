package org.offhook.eventpackage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sentence for people in a presence document: RFC 3863 §4.1.6. See {@link Presence} for an
 * example.
 *
 * @param text the sentence
 * @param language its language, such as {@code en}; null where none is stated
 */
public record PresenceNote(String text, @Nullable String language) {

  /** A sentence in no stated language. */
  public static PresenceNote of(String text) {
    return new PresenceNote(text, null);
  }

  static PresenceNote of(XmlElement element) {
    return new PresenceNote(
        element.text(), element.attribute(Namespace.LANGUAGE).map(String::strip).orElse(null));
  }

  XmlElement element(XmlName name) {
    return XmlElement.builder(name).attribute(Namespace.LANGUAGE, language).text(text).build();
  }

  /** The language, if one is stated. */
  public Optional<String> stated() {
    return Optional.ofNullable(language);
  }

  @Override
  public String toString() {
    return language == null ? text : text + " (" + language + ")";
  }
}

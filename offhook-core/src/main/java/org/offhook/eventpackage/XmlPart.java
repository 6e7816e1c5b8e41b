package org.offhook.eventpackage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of an XML body as a typed view of its element: everything in the element is kept, known or
 * not. Immutable; equal if the elements are. {@link Presence} has an example.
 */
public abstract class XmlPart {

  private final XmlElement element;

  XmlPart(XmlElement element) {
    this.element = element;
  }

  /** The element with all that is in it. */
  public XmlElement element() {
    return element;
  }

  Optional<String> attribute(String name) {
    return element.attribute(name).map(String::strip);
  }

  /** The attribute that {@code parse} has found to be there. */
  String required(String name) {
    return attribute(name).orElse("");
  }

  /** A number in an attribute; what is none counts as absent. */
  OptionalLong number(String name) {
    return attribute(name).map(XmlPart::digits).orElse(OptionalLong.empty());
  }

  /** The text of a child; empty if there is none. */
  Optional<String> text(XmlName child) {
    return element.child(child).map(XmlElement::text);
  }

  <T> List<T> parts(XmlName child, Function<XmlElement, T> view) {
    return element.children(child).stream().map(view).toList();
  }

  /** What is inside beside these, which have accessors. */
  List<XmlElement> beside(XmlName... known) {
    var names = List.of(known);
    return element.children().stream().filter(child -> !names.contains(child.name())).toList();
  }

  /** Checks that an element has an attribute. */
  static void require(XmlElement element, String attribute) {
    if (element.attribute(attribute).isEmpty()) {
      throw new XmlFault("<" + element.name().local() + "> has no " + attribute);
    }
  }

  /** Checks that an attribute is a number from 0 on. */
  static void requireNumber(XmlElement element, String attribute) {
    require(element, attribute);
    var text = element.attribute(attribute).orElse("").strip();
    if (digits(text).isEmpty()) {
      throw new XmlFault(
          attribute + " of <" + element.name().local() + "> is '" + brief(text) + "', no number");
    }
  }

  static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** Digits as a number; more than a {@code long} holds are its greatest value. */
  static OptionalLong digits(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
  }

  /** A point in time (RFC 3339). Tolerance: one without an offset is UTC. */
  static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeException withoutOffset) {
      try {
        return Optional.of(LocalDateTime.parse(text.strip()).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException none) {
        return Optional.empty();
      }
    }
  }

  /** A constant of an enumeration by its word on the wire, whatever its case. */
  static <E extends Enum<E>> Optional<E> word(Class<E> type, String text) {
    for (var constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(text.strip())) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof XmlPart part && element.equals(part.element);
  }

  @Override
  public final int hashCode() {
    return element.hashCode();
  }

  /** The element as text. */
  @Override
  public String toString() {
    return element.toString();
  }
}

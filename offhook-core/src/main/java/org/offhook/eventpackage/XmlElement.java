package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An element of an XML body with all that is in it: XML 1.0 section 3. Immutable.
 *
 * <p>The typed bodies are views of such elements; what they have no name for is reached and written
 * through here.
 *
 * <pre>{@code
 * var sphere =
 *     XmlElement.builder(new XmlName("urn:ietf:params:xml:ns:pidf:rpid", "sphere"))
 *         .child(XmlElement.of(new XmlName("urn:ietf:params:xml:ns:pidf:rpid", "home")))
 *         .build();
 * }</pre>
 *
 * <p>Comments, processing instructions and the white space between elements are not kept.
 */
public final class XmlElement implements XmlNode {

  private final XmlName name;
  private final Map<XmlName, String> attributes;
  private final List<XmlNode> content;

  private XmlElement(XmlName name, Map<XmlName, String> attributes, List<XmlNode> content) {
    this.name = name;
    this.attributes = attributes;
    this.content = content;
  }

  /** An empty element. */
  public static XmlElement of(XmlName name) {
    return new XmlElement(name, Map.of(), List.of());
  }

  /** An element with nothing but text. */
  public static XmlElement of(XmlName name, String text) {
    return builder(name).text(text).build();
  }

  /** Begins an element. */
  public static Builder builder(XmlName name) {
    return new Builder(name);
  }

  /** Begins an element with everything that is in this one. */
  public Builder toBuilder() {
    var builder = new Builder(name);
    builder.attributes.putAll(attributes);
    builder.content.addAll(content);
    return builder;
  }

  /** The name. */
  public XmlName name() {
    return name;
  }

  /** Whether this is its name. */
  public boolean is(XmlName other) {
    return name.equals(other);
  }

  /** The attributes, in their order. */
  public Map<XmlName, String> attributes() {
    return attributes;
  }

  /** The value of an attribute that is in no namespace. */
  public Optional<String> attribute(String local) {
    return attribute(XmlName.of(local));
  }

  /** The value of an attribute. */
  public Optional<String> attribute(XmlName attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  /** Elements and text inside, in their order. */
  public List<XmlNode> content() {
    return content;
  }

  /** The elements inside, in their order. */
  public List<XmlElement> children() {
    var found = new ArrayList<XmlElement>();
    for (var node : content) {
      if (node instanceof XmlElement element) {
        found.add(element);
      }
    }
    return found;
  }

  /** The elements of a name inside, in their order. */
  public List<XmlElement> children(XmlName wanted) {
    return children().stream().filter(child -> child.is(wanted)).toList();
  }

  /** The first element of a name inside. */
  public Optional<XmlElement> child(XmlName wanted) {
    for (var node : content) {
      if (node instanceof XmlElement element && element.is(wanted)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  /** The text directly inside, without white space at its ends. */
  public String text() {
    if (content.isEmpty()) {
      return "";
    }
    var text = new StringBuilder();
    for (var node : content) {
      if (node instanceof XmlText part) {
        text.append(part.text());
      }
    }
    return text.toString().strip();
  }

  /** A copy with an attribute set; null takes it away. */
  XmlElement with(String attribute, @Nullable String value) {
    var builder = toBuilder();
    builder.attributes.remove(XmlName.of(attribute));
    return builder.attribute(attribute, value).build();
  }

  /** A copy with other content. */
  XmlElement withContent(List<? extends XmlNode> nodes) {
    return new XmlElement(name, attributes, List.copyOf(nodes));
  }

  /** As a document of its own. */
  @Override
  public String toString() {
    return XmlWriter.text(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof XmlElement element
        && name.equals(element.name)
        && attributes.equals(element.attributes)
        && content.equals(element.content);
  }

  @Override
  public int hashCode() {
    return (31 * name.hashCode() + attributes.hashCode()) * 31 + content.hashCode();
  }

  /** Makes an element; belongs to one thread. */
  public static final class Builder {

    private final XmlName name;
    private final Map<XmlName, String> attributes = new LinkedHashMap<>();
    private final List<XmlNode> content = new ArrayList<>();

    private Builder(XmlName name) {
      this.name = name;
    }

    /** Sets an attribute in no namespace; null leaves it out. */
    public Builder attribute(String local, @Nullable String value) {
      return attribute(XmlName.of(local), value);
    }

    /** Sets an attribute; null leaves it out. */
    public Builder attribute(XmlName attribute, @Nullable String value) {
      if (value != null) {
        attributes.put(attribute, XmlText.cleanLine(value));
      }
      return this;
    }

    /** Adds an element at the end; null adds none. */
    public Builder child(@Nullable XmlElement child) {
      if (child != null) {
        content.add(child);
      }
      return this;
    }

    /** Adds an element with this text at the end; null adds none. */
    public Builder child(XmlName child, @Nullable String text) {
      return text == null ? this : child(XmlElement.of(child, text));
    }

    /** Adds elements at the end. */
    public Builder children(Collection<XmlElement> children) {
      content.addAll(children);
      return this;
    }

    /** Adds text at the end. */
    public Builder text(String text) {
      if (!text.isEmpty()) {
        if (!content.isEmpty() && content.getLast() instanceof XmlText before) {
          content.set(content.size() - 1, new XmlText(before.text() + text));
        } else {
          content.add(new XmlText(text));
        }
      }
      return this;
    }

    /** The element. */
    public XmlElement build() {
      return new XmlElement(
          name, Collections.unmodifiableMap(new LinkedHashMap<>(attributes)), List.copyOf(content));
    }
  }
}

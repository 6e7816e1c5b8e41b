package org.offhook.eventpackage;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes an element as a document by the JDK's stream writer: XML 1.0, Namespaces in XML 1.0. The
 * root's namespace is the default one; all others are declared at the root.
 */
final class XmlWriter {

  private final XMLStreamWriter out;
  private final Map<String, String> prefixes = new LinkedHashMap<>();

  private XmlWriter(XMLStreamWriter out) {
    this.out = out;
  }

  /** The text of a document in UTF-8. */
  static String text(XmlElement root) {
    var text = new StringWriter(256);
    try {
      var out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      out.writeStartDocument("UTF-8", "1.0");
      out.writeCharacters("\n");
      new XmlWriter(out).root(root);
      out.writeEndDocument();
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML cannot be written to memory", e);
    }
    return text.toString();
  }

  private void root(XmlElement root) throws XMLStreamException {
    var own = root.name().namespace();
    declare(root, own);
    element(root, "", true);
  }

  /** Gives a prefix to each namespace but the root's own, and to that too if attributes use it. */
  private void declare(XmlElement element, String own) {
    if (!element.name().namespace().equals(own)) {
      prefix(element.name().namespace());
    }
    element.attributes().keySet().forEach(name -> prefix(name.namespace()));
    element.children().forEach(child -> declare(child, own));
  }

  private void prefix(String namespace) {
    if (namespace.isEmpty() || namespace.equals(XMLConstants.XML_NS_URI)) {
      return;
    }
    if (!prefixes.containsKey(namespace)) {
      var wanted = Namespace.prefix(namespace);
      prefixes.put(namespace, wanted.isEmpty() ? "n" + (prefixes.size() + 1) : wanted);
    }
  }

  private void element(XmlElement element, String around, boolean first) throws XMLStreamException {
    var namespace = element.name().namespace();
    var prefix = first ? "" : namespace.equals(around) ? "" : prefixes.getOrDefault(namespace, "");
    boolean unprefixed = prefix.isEmpty();
    var inside = unprefixed ? namespace : around;
    if (element.content().isEmpty()) {
      out.writeEmptyElement(prefix, element.name().local(), namespace);
    } else {
      out.writeStartElement(prefix, element.name().local(), namespace);
    }
    if (!inside.equals(around)) {
      out.writeDefaultNamespace(inside);
    }
    if (first) {
      for (var known : prefixes.entrySet()) {
        out.writeNamespace(known.getValue(), known.getKey());
      }
    }
    for (var attribute : element.attributes().entrySet()) {
      attribute(attribute.getKey(), attribute.getValue());
    }
    for (var node : element.content()) {
      switch (node) {
        case XmlElement child -> element(child, inside, false);
        case XmlText part -> out.writeCharacters(part.text());
      }
    }
    if (!element.content().isEmpty()) {
      out.writeEndElement();
    }
  }

  private void attribute(XmlName name, String value) throws XMLStreamException {
    if (name.namespace().isEmpty()) {
      out.writeAttribute(name.local(), value);
    } else if (name.namespace().equals(XMLConstants.XML_NS_URI)) {
      out.writeAttribute("xml", name.namespace(), name.local(), value);
    } else {
      out.writeAttribute(
          prefixes.getOrDefault(name.namespace(), ""), name.namespace(), name.local(), value);
    }
  }
}

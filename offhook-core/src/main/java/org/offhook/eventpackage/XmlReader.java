package org.offhook.eventpackage;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML of a body by the JDK's pull parser, within limits and without document types: XML
 * 1.0. Everything that could make a small body cost much is refused where it begins.
 */
final class XmlReader {

  /** What one body may have; far above what peers send. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_DEPTH = 40;
  private static final int MOST_ELEMENTS = 20_000;
  private static final int MOST_ATTRIBUTES = 64;
  private static final int LONGEST_VALUE = 16_384;
  private static final String LIMIT = "http://www.oracle.com/xml/jaxp/properties/";

  private final XMLStreamReader in;
  private final Deque<Open> open = new ArrayDeque<>();
  private int elements;

  /** An element whose end has not come yet. */
  private static final class Open {
    private final XmlElement.Builder element;
    private final StringBuilder text = new StringBuilder();
    private boolean nested;
    private boolean words;

    private Open(XmlElement.Builder element) {
      this.element = element;
    }

    /** Text comes in pieces, between which there may be comments. */
    private void closeText() {
      words |= !text.toString().isBlank();
      element.text(text.toString());
      text.setLength(0);
    }
  }

  private XmlReader(XMLStreamReader in) {
    this.in = in;
  }

  /** The root of a document, or what is wrong with it; never throws on what is in the bytes. */
  static BodyResult<XmlElement> read(byte[] body) {
    if (body.length > MOST_BYTES) {
      return new BodyResult.Invalid<>(
          body.length + " bytes of XML, more than " + MOST_BYTES + " are not read", 0);
    }
    XMLStreamReader in = null;
    try {
      in = factory().createXMLStreamReader(new StringReader(XmlEncoding.text(body)));
      return new BodyResult.Parsed<>(new XmlReader(in).document());
    } catch (XmlFault fault) {
      return new BodyResult.Invalid<>(fault.reason(), line(in));
    } catch (XMLStreamException e) {
      return new BodyResult.Invalid<>(reason(e), line(e));
    } catch (RuntimeException e) {
      // the parser answers some malformed text with exceptions that it does not declare
      return new BodyResult.Invalid<>("no well-formed XML: " + e.getClass().getSimpleName(), 0);
    }
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory(); // whatever else is on the class path
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(LIMIT + "elementAttributeLimit", MOST_ATTRIBUTES);
    factory.setProperty(LIMIT + "maxElementDepth", MOST_DEPTH);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XmlFault("external entities are not read");
        });
    return factory;
  }

  private XmlElement document() throws XMLStreamException {
    var version = in.getVersion();
    if (version != null && !version.equals("1.0")) { // as RFC 3863 §4 and its kin have it
      throw new XmlFault("XML " + version + " is not read, XML 1.0 is");
    }
    XmlElement root = null;
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> start();
        case XMLStreamConstants.END_ELEMENT -> root = end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text();
        case XMLStreamConstants.DTD -> throw new XmlFault("a document type is not read");
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new XmlFault("the entity &" + in.getLocalName() + "; is not known");
        default -> {
          // comments and processing instructions say nothing here
        }
      }
    }
    if (root == null) {
      throw new XmlFault("no element");
    }
    return root;
  }

  private void start() {
    if (++elements > MOST_ELEMENTS) {
      throw new XmlFault("more than " + MOST_ELEMENTS + " elements");
    }
    if (open.size() >= MOST_DEPTH) {
      throw new XmlFault("elements are nested more than " + MOST_DEPTH + " deep");
    }
    if (in.getAttributeCount() > MOST_ATTRIBUTES) {
      throw new XmlFault("more than " + MOST_ATTRIBUTES + " attributes");
    }
    if (!open.isEmpty()) {
      open.element().closeText();
      open.element().nested = true;
    }
    var element = XmlElement.builder(name(in.getNamespaceURI(), in.getLocalName()));
    for (int i = 0; i < in.getAttributeCount(); i++) {
      var value = in.getAttributeValue(i);
      if (value.length() > LONGEST_VALUE) {
        throw new XmlFault("an attribute of more than " + LONGEST_VALUE + " characters");
      }
      element.attribute(name(in.getAttributeNamespace(i), in.getAttributeLocalName(i)), value);
    }
    open.push(new Open(element));
  }

  private static XmlName name(@Nullable String namespace, String local) {
    return new XmlName(namespace == null ? "" : namespace, local);
  }

  private void text() {
    if (!open.isEmpty()) { // else white space beside the root
      open.element().text.append(in.getText());
    }
  }

  /** Text between elements that is white space alone is layout. */
  private XmlElement end() {
    var ended = open.pop();
    ended.closeText();
    var element = ended.element.build();
    if (ended.nested && !ended.words) {
      element = element.withContent(element.children());
    }
    if (!open.isEmpty()) {
      open.element().element.child(element);
    }
    return element;
  }

  private static int line(@Nullable XMLStreamReader in) {
    return in == null ? 0 : Math.max(0, in.getLocation().getLineNumber());
  }

  private static int line(XMLStreamException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
  }

  /** The parser's message without its first line, which repeats the place. */
  private static String reason(XMLStreamException e) {
    if (e.getNestedException() instanceof XmlFault fault) {
      return fault.reason();
    }
    var text = String.valueOf(e.getMessage());
    int at = text.indexOf("Message: ");
    var words = at < 0 ? text : text.substring(at + "Message: ".length());
    return "no well-formed XML: " + XmlText.cleanLine(words.strip());
  }

  /** Names of elements that a document of a package must have at its root. */
  static BodyResult<XmlElement> read(byte[] body, XmlName root, List<String> aliases) {
    return switch (read(body)) {
      case BodyResult.Invalid<XmlElement> invalid -> invalid;
      case BodyResult.Parsed<XmlElement> parsed -> {
        var found = parsed.value();
        if (!found.name().local().equals(root.local())) {
          yield new BodyResult.Invalid<>(
              "the document is <" + found.name().local() + ">, not <" + root.local() + ">", 0);
        }
        if (found.is(root)) {
          yield parsed;
        }
        var other = found.name().namespace();
        // Tolerance: documents in no namespace, or in that of a draft, as old telephones send them.
        if (other.isEmpty() || aliases.contains(other)) {
          yield new BodyResult.Parsed<>(moved(found, other, root.namespace()));
        }
        yield new BodyResult.Invalid<>(
            "<" + root.local() + "> is in the namespace " + other + ", not " + root.namespace(), 0);
      }
    };
  }

  private static XmlElement moved(XmlElement element, String from, String to) {
    var name = element.name();
    var copy =
        XmlElement.builder(name.namespace().equals(from) ? new XmlName(to, name.local()) : name);
    element.attributes().forEach(copy::attribute);
    var content = new ArrayList<XmlNode>();
    for (var node : element.content()) {
      content.add(node instanceof XmlElement child ? moved(child, from, to) : node);
    }
    return copy.build().withContent(content);
  }
}

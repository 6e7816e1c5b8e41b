package org.offhook.eventpackage;

import java.util.Map;
import javax.xml.XMLConstants;

/** The namespaces of the bodies, and the prefixes by which people know them. */
final class Namespace {

  static final String PIDF = "urn:ietf:params:xml:ns:pidf";
  static final String DATA_MODEL = "urn:ietf:params:xml:ns:pidf:data-model";
  static final String RPID = "urn:ietf:params:xml:ns:pidf:rpid";
  static final String DIALOG_INFO = "urn:ietf:params:xml:ns:dialog-info";
  static final String REG_INFO = "urn:ietf:params:xml:ns:reginfo";
  static final String GRUU_INFO = "urn:ietf:params:xml:ns:gruuinfo";
  static final String CONFERENCE_INFO = "urn:ietf:params:xml:ns:conference-info";
  static final String RLMI = "urn:ietf:params:xml:ns:rlmi";

  /** The language of an element's text: {@code xml:lang}. */
  static final XmlName LANGUAGE = new XmlName(XMLConstants.XML_NS_URI, "lang");

  private static final Map<String, String> PREFIXES =
      Map.ofEntries(
          Map.entry(PIDF, "pidf"),
          Map.entry(DATA_MODEL, "dm"),
          Map.entry(RPID, "rpid"),
          Map.entry("urn:ietf:params:xml:ns:pidf:caps", "caps"),
          Map.entry("urn:ietf:params:xml:ns:pidf:cipid", "ci"),
          Map.entry("urn:ietf:params:xml:ns:pidf:timed-status", "ts"),
          Map.entry(DIALOG_INFO, "dlg"),
          Map.entry("urn:ietf:params:xml:ns:sa-dialog-info", "sa"),
          Map.entry(REG_INFO, "reg"),
          Map.entry(GRUU_INFO, "gr"),
          Map.entry(CONFERENCE_INFO, "conf"),
          Map.entry(RLMI, "rl"),
          Map.entry("http://www.w3.org/2001/XMLSchema-instance", "xsi"));

  private Namespace() {}

  /** The usual prefix; empty if there is none. */
  static String prefix(String namespace) {
    return PREFIXES.getOrDefault(namespace, "");
  }
}

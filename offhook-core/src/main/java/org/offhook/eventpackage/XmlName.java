package org.offhook.eventpackage;

/**
 * The name of an element or attribute: Namespaces in XML 1.0. The prefix is no part of it. See
 * {@link XmlElement} for an example.
 *
 * @param namespace the namespace's URI; empty for none
 * @param local the name in that namespace
 */
public record XmlName(String namespace, String local) {

  private static final int LONGEST = 256;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if XML allows no such name
   */
  public XmlName {
    if (!isName(local)) {
      throw new IllegalArgumentException(
          "'"
              + XmlText.clean(local)
              + "' is no name of an XML element or attribute; begin with a letter and use letters,"
              + " digits, '-', '_' and '.'");
    }
    namespace = XmlText.cleanLine(namespace);
  }

  /** A name in no namespace, as most attributes have it. */
  public static XmlName of(String local) {
    return new XmlName("", local);
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = Character.isLetter(c) || c == '_';
      if (!letter && (i == 0 || !(Character.isDigit(c) || c == '-' || c == '.' || isJoining(c)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isJoining(char c) {
    return Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK
        || c == '\u00b7';
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? local : "{" + namespace + "}" + local;
  }
}

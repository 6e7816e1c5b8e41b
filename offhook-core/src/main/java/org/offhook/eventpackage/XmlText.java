package org.offhook.eventpackage;

/**
 * Text between tags: XML 1.0 section 2.4. See {@link XmlElement} for an example.
 *
 * @param text as meant, without escapes
 */
public record XmlText(String text) implements XmlNode {

  private static final char UNKNOWN = '\ufffd';

  /** Replaces characters that XML cannot carry by U+FFFD, and makes line ends line feeds. */
  public XmlText {
    text = clean(text);
  }

  /** What XML can carry of some text (sections 2.2 and 2.11). */
  static String clean(String text) {
    return filtered(text, false);
  }

  /** The same for the value of an attribute, where white space is a blank (section 3.3.3). */
  static String cleanLine(String text) {
    return filtered(text, true);
  }

  private static String filtered(String text, boolean line) {
    StringBuilder changed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      char kept = pair ? c : allowed(c, line);
      boolean half = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (changed == null && (kept != c || half)) {
        changed = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (changed != null && !half) {
        changed.append(kept);
      }
      if (pair) {
        i++;
        if (changed != null) {
          changed.append(text.charAt(i));
        }
      }
    }
    return changed == null ? text : changed.toString();
  }

  private static char allowed(char c, boolean line) {
    if (c == '\r') {
      return line ? ' ' : '\n';
    }
    if (c == '\t' || c == '\n') {
      return line ? ' ' : c;
    }
    return c < ' ' || c >= '\ufffe' || Character.isSurrogate(c) ? UNKNOWN : c;
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}

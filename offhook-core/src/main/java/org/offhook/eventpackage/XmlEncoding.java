package org.offhook.eventpackage;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which characters the bytes of a document are: XML 1.0 section 4.3.3, appendix F. The parser is
 * given characters, since it reports bytes that are none on the process's standard error.
 */
final class XmlEncoding {

  private static final int HEAD = 200;
  private static final char MARK = '\ufeff';
  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

  private XmlEncoding() {}

  /**
   * The text of a document.
   *
   * <p>Tolerance: bytes that are no characters become U+FFFD, and white space may stand before the
   * XML declaration.
   */
  static String text(byte[] body) {
    var text = new String(body, charset(body));
    int start = 0;
    while (start < text.length() && (text.charAt(start) == MARK || isSpace(text.charAt(start)))) {
      start++;
    }
    return text.substring(start);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static Charset charset(byte[] body) {
    if (body.length >= 2) {
      int first = (body[0] & 0xff) << 8 | (body[1] & 0xff);
      if (first == 0xfeff || first == 0x003c) {
        return StandardCharsets.UTF_16BE;
      }
      if (first == 0xfffe || first == 0x3c00) {
        return StandardCharsets.UTF_16LE;
      }
    }
    int length = Math.min(body.length, HEAD);
    var head = new String(body, 0, length, StandardCharsets.ISO_8859_1).stripLeading();
    var match = DECLARED.matcher(head);
    return match.find() ? named(match.group(1)) : StandardCharsets.UTF_8;
  }

  private static Charset named(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      // one byte for each character: whoever says UTF-16 here means something else
      case "UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16" -> StandardCharsets.UTF_8;
      case "ISO-8859-1", "LATIN1", "WINDOWS-1252" -> StandardCharsets.ISO_8859_1;
      default -> throw new XmlFault("the encoding " + name + " is not read; send UTF-8");
    };
  }
}

package org.offhook.message;

/** Messages as text for people and logs: credentials hidden, control characters escaped. */
final class ReadableText {
  private static final String HIDDEN = "***";

  private ReadableText() {}

  static String of(SipMessage message) {
    StringBuilder text = new StringBuilder(512);
    text.append(clean(message.startLine())).append('\n');
    rows(message.headers(), text);
    if (message.hasBody()) {
      text.append('\n');
      body(message, text);
    }
    return text.toString();
  }

  static String of(Headers headers) {
    StringBuilder text = new StringBuilder(512);
    rows(headers, text);
    return text.toString();
  }

  private static void rows(Headers headers, StringBuilder text) {
    for (int i = 0; i < headers.size(); i++) {
      HeaderField field = headers.field(i);
      int id = headers.id(i);
      boolean secret =
          id == HeaderName.AUTHORIZATION.id() || id == HeaderName.PROXY_AUTHORIZATION.id();
      String value = field.value();
      if (secret) {
        int space = value.indexOf(' ');
        value = (space < 0 ? "" : value.substring(0, space + 1)) + HIDDEN;
      }
      text.append(clean(field.name())).append(": ").append(clean(value)).append('\n');
    }
  }

  private static void body(SipMessage message, StringBuilder text) {
    boolean readable =
        message
            .contentType()
            .filter(
                t ->
                    t.type().equalsIgnoreCase("text")
                        || t.matches(MediaType.APPLICATION_SDP)
                        || t.type().equalsIgnoreCase("message")
                        || t.subtype().endsWith("xml")
                        || t.subtype().equalsIgnoreCase("simple-message-summary"))
            .isPresent();
    byte[] bytes = message.body();
    if (!readable) {
      text.append('[').append(bytes.length).append(" bytes]\n");
      return;
    }
    for (String line : Ascii.text(bytes, 0, bytes.length).split("\r?\n", -1)) {
      text.append(secretLine(line)).append('\n');
    }
  }

  private static String secretLine(String line) {
    if (line.startsWith("a=crypto:")) {
      int inline = line.indexOf("inline:");
      return (inline < 0 ? "a=crypto:" : clean(line.substring(0, inline + 7))) + HIDDEN;
    }
    if (line.startsWith("a=ice-pwd:")) {
      return "a=ice-pwd:" + HIDDEN;
    }
    if (line.startsWith("k=")) {
      return "k=" + HIDDEN;
    }
    return clean(line);
  }

  /** The text with passwords in SIP URIs hidden and control characters escaped. */
  static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    int noneBefore = 0;
    while (i < text.length()) {
      int password = i < noneBefore ? -1 : passwordStart(text, i);
      if (password > 0) {
        int at = text.indexOf('@', password);
        append(out, text, i, password);
        out.append(HIDDEN);
        i = at;
        continue;
      }
      if (password < -1) {
        noneBefore = -password;
      }
      append(out, text, i, i + 1);
      i++;
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || (c >= 0x7f && c < 0xa0)) {
        out.append("\\x")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
  }

  /**
   * Where the password of a SIP URI that begins here starts; -1 if there is none, -n if there is
   * none up to n either.
   */
  private static int passwordStart(String text, int at) {
    if ((text.charAt(at) | 0x20) != 's' || !text.regionMatches(true, at, "sip", 0, 3)) {
      return -1;
    }
    int i = at + 3;
    if (i < text.length() && (text.charAt(i) | 0x20) == 's') {
      i++;
    }
    if (i >= text.length() || text.charAt(i) != ':') {
      return -1;
    }
    int colon = -1;
    for (i++; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@') {
        return colon < 0 ? -1 : colon + 1;
      }
      if (c == ':' && colon < 0) {
        colon = i;
      } else if (c == ' ' || c == '>' || c == '<' || c == '"') {
        return -i;
      }
    }
    return -text.length();
  }
}

package org.offhook.message;

/** A reading position in the bytes of one value, with the small rules of RFC 3261 section 25.1. */
final class Cursor {
  final byte[] data;
  int pos;
  int end;

  /** What was forgiven while reading, as bits of {@link Tolerance}. */
  int tolerated;

  /** Most parameters that one value may have. */
  int maxParameters = MessageLimits.DEFAULT.parametersPerValue();

  Cursor(byte[] data, int start, int end) {
    this.data = data;
    this.pos = start;
    this.end = end;
  }

  static Cursor of(String text) {
    byte[] bytes = Ascii.bytes(text);
    return new Cursor(bytes, 0, bytes.length);
  }

  Cursor over(int start, int limit) {
    pos = start;
    end = limit;
    return this;
  }

  void tolerate(Tolerance tolerance) {
    tolerated |= tolerance.bit();
  }

  boolean atEnd() {
    return pos >= end;
  }

  /** The byte here, or -1 at the end. */
  int peek() {
    return pos < end ? data[pos] & 0xff : -1;
  }

  void skipSpace() {
    while (pos < end && (data[pos] == ' ' || data[pos] == '\t')) {
      pos++;
    }
  }

  boolean accept(char c) {
    if (pos < end && data[pos] == c) {
      pos++;
      return true;
    }
    return false;
  }

  /** A separator with white space allowed on both sides (SEMI, EQUAL, SLASH, COMMA …). */
  boolean acceptSpaced(char c) {
    int start = pos;
    skipSpace();
    if (pos < end && data[pos] == c) {
      pos++;
      skipSpace();
      return true;
    }
    pos = start;
    return false;
  }

  void expectEnd(String what) {
    skipSpace();
    if (pos < end) {
      throw fault("unexpected text after " + what);
    }
  }

  Malformed fault(String reason) {
    return new Malformed(reason, pos);
  }

  String token(String what) {
    int start = pos;
    while (pos < end && Ascii.isToken(data[pos])) {
      pos++;
    }
    if (pos == start) {
      throw fault(what + " expected");
    }
    return Tokens.text(data, start, pos);
  }

  /** A run of characters that neither separates nor quotes: token, word, host or number. */
  String word(String what) {
    int start = pos;
    while (pos < end && Ascii.isValue(data[pos])) {
      pos++;
    }
    if (pos == start) {
      throw fault(what + " expected");
    }
    return Tokens.text(data, start, pos);
  }

  long number(String what, long max) {
    int start = pos;
    long value = 0;
    while (pos < end && Ascii.isDigit(data[pos])) {
      value = value * 10 + data[pos] - '0';
      if (value > max) {
        throw new Malformed(what + " is greater than " + max, start);
      }
      pos++;
    }
    if (pos == start) {
      throw fault(what + " is not a number");
    }
    return value;
  }

  /** Steps over a quoted string that starts here and returns nothing; the range is the caller's. */
  void skipQuoted() {
    int start = pos++;
    while (pos < end) {
      byte c = data[pos++];
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        pos++;
      }
    }
    throw new Malformed("quoted string is not closed", start);
  }

  /** Steps over a comment that starts here, nested ones included, without recursion. */
  void skipComment() {
    int start = pos;
    int depth = 0;
    while (pos < end) {
      byte c = data[pos++];
      if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return;
      } else if (c == '\\') {
        pos++;
      }
    }
    throw new Malformed("comment is not closed", start);
  }

  /** A quoted string as meant: without quotes and escapes. */
  String quoted() {
    int start = pos;
    skipQuoted();
    return unquote(Ascii.text(data, start, pos));
  }

  static String unquote(String raw) {
    if (raw.length() < 2 || raw.charAt(0) != '"') {
      return raw;
    }
    String inner = raw.substring(1, raw.length() - 1);
    if (inner.indexOf('\\') < 0) {
      return inner;
    }
    StringBuilder text = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '\\' && i + 1 < inner.length()) {
        c = inner.charAt(++i);
      }
      text.append(c);
    }
    return text.toString();
  }

  /** Goes to the next comma outside quotes and angle brackets, or to the end. */
  void toNextComma() {
    boolean bracketed = false;
    while (pos < end) {
      byte c = data[pos];
      if (c == '"') {
        int start = pos;
        try {
          skipQuoted();
        } catch (Malformed e) {
          pos = end;
          return;
        }
        pos = Math.max(pos, start + 1);
        continue;
      }
      if (c == '<') {
        bracketed = true;
      } else if (c == '>') {
        bracketed = false;
      } else if (c == ',' && !bracketed) {
        return;
      }
      pos++;
    }
  }

  /** The rest of the range without white space at its end. */
  String rest() {
    int last = end;
    while (last > pos && Ascii.isSpace(data[last - 1])) {
      last--;
    }
    String text = Ascii.text(data, pos, last);
    pos = end;
    return text;
  }
}

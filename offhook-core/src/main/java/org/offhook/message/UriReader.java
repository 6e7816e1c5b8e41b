package org.offhook.message;

/** Reading URIs of any scheme from bytes: RFC 3261 sections 19.1.1 and 25.1. */
final class UriReader {
  private UriReader() {}

  /** Reads the whole range of the cursor as one URI. */
  static Uri read(Cursor in) {
    byte[] data = in.data;
    int start = in.pos;
    int length = in.end - start;
    if (length > 3 && lower(data, start) == 's' && lower(data, start + 1) == 'i') {
      if (lower(data, start + 2) == 'p') {
        if (data[start + 3] == ':') {
          in.pos = start + 4;
          return SipUri.read(in, false);
        }
        if (length > 4 && lower(data, start + 3) == 's' && data[start + 4] == ':') {
          in.pos = start + 5;
          return SipUri.read(in, true);
        }
      }
    } else if (length > 3
        && lower(data, start) == 't'
        && lower(data, start + 1) == 'e'
        && lower(data, start + 2) == 'l'
        && data[start + 3] == ':') {
      in.pos = start + 4;
      return TelUri.read(in);
    }
    return other(in);
  }

  private static int lower(byte[] data, int at) {
    return data[at] | 0x20;
  }

  private static Uri other(Cursor in) {
    int start = in.pos;
    int colon = start;
    while (colon < in.end && isScheme(in.data[colon])) {
      colon++;
    }
    if (colon == start || colon == in.end || in.data[colon] != ':' || in.data[start] < 'A') {
      throw new Malformed("URI scheme expected", start);
    }
    for (int i = colon + 1; i < in.end; i++) {
      int c = in.data[i] & 0xff;
      if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"') {
        throw new Malformed("character not allowed in a URI", i);
      }
    }
    if (colon + 1 == in.end) {
      throw new Malformed("URI has nothing after its scheme", colon);
    }
    in.pos = in.end;
    return new OtherUri(Ascii.text(in.data, start, colon), Ascii.text(in.data, colon + 1, in.end));
  }

  private static boolean isScheme(int c) {
    boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return letter || Ascii.isDigit(c) || c == '+' || c == '-' || c == '.';
  }
}

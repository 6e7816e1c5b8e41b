package org.offhook.message;

/** The text of a Call-ID: RFC 3261 section 20.8. */
final class CallIdText {
  private static final String MARKS = "-.!%*_+`'~()<>:\\\"/[]?{}@";

  private CallIdText() {}

  static String read(Cursor in) {
    int start = in.pos;
    while (in.pos < in.end && in.data[in.pos] > ' ' && in.data[in.pos] != 0x7f) {
      if (in.data[in.pos] == ';' || in.data[in.pos] == ',') {
        break;
      }
      in.pos++;
    }
    if (in.pos == start) {
      throw in.fault("Call-ID expected");
    }
    return Ascii.text(in.data, start, in.pos);
  }

  static String checked(String callId) {
    Ascii.checked("Call-ID", callId);
    for (int i = 0; i < callId.length(); i++) {
      char c = callId.charAt(i);
      if (c > 126 || !(Ascii.isToken(c) || MARKS.indexOf(c) >= 0)) {
        throw new IllegalArgumentException("not allowed in a Call-ID: '" + c + "'");
      }
    }
    if (callId.isEmpty()) {
      throw new IllegalArgumentException("Call-ID is empty");
    }
    return callId;
  }
}

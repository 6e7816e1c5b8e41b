package org.offhook.message;

/** The text of a Call-ID: RFC 3261 section 20.8. */
final class CallIdText {
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

  /**
   * Refuses what {@link #read} would not give back. Tolerance: a peer's Call-ID with other
   * characters than the grammar's is sent back in its dialog as it came.
   */
  static String checked(String callId) {
    sendable(callId);
    if (callId.indexOf(';') >= 0 || callId.indexOf(',') >= 0) {
      throw new IllegalArgumentException("not allowed in this Call-ID: ';' and ','");
    }
    return callId;
  }

  /** As {@link #checked}, for where nothing may follow a Call-ID. */
  static String sendable(String callId) {
    Ascii.checked("Call-ID", callId);
    for (int i = 0; i < callId.length(); i++) {
      char c = callId.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new IllegalArgumentException("not allowed in a Call-ID: '" + c + "'");
      }
    }
    if (callId.isEmpty()) {
      throw new IllegalArgumentException("Call-ID is empty");
    }
    return callId;
  }
}

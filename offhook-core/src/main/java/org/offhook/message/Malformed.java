package org.offhook.message;

/** The inner signal that bytes do not fit the grammar of RFC 3261 section 25; never leaves here. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  Malformed(String reason, int offset) {
    super(reason, null, false, false);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

package org.offhook.eventpackage;

/** The inner signal that a body is not usable; never leaves this package. */
final class XmlFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  XmlFault(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

package org.offhook.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/** What users give: a value, or the word that says what is wrong with it. */
final class Input {

  private Input() {}

  /** Reads a value; what is wrong with it is wrong usage. */
  static <T> T of(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Whom a request goes to. */
  static Uri target(String text) {
    if (!text.contains(":")) {
      throw Failure.usage("'" + text + "' is no URI; write it as sip:bob@example.com");
    }
    return of(() -> Uri.parse(text));
  }

  /** A server or a user of one. */
  static SipUri sip(String text) {
    if (target(text) instanceof SipUri uri) {
      return uri;
    }
    throw Failure.usage("'" + text + "' is no SIP URI; write it as sip:example.com");
  }

  /** Why a file could not be read, in short. */
  static String why(Exception fault) {
    return switch (fault) {
      case NoSuchFileException missing -> "there is no such file";
      case AccessDeniedException denied -> "that is not allowed";
      default -> String.valueOf(fault.getMessage());
    };
  }
}

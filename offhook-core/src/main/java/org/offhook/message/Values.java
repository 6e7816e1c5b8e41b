package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reading whole texts and comma-separated lists (RFC 3261 section 7.3.1) with one-value readers.
 */
final class Values {
  private Values() {}

  /** Parses a whole text for a caller that gave it: a fault is a MessageSyntaxException. */
  static <T> T parse(String what, String text, Function<Cursor, T> reader) {
    try {
      Cursor in = Cursor.of(text);
      in.skipSpace();
      T value = reader.apply(in);
      in.expectEnd(what);
      return value;
    } catch (Malformed e) {
      throw new MessageSyntaxException(
          what + ": " + e.reason() + " at index " + e.offset() + " of '" + text + "'", e);
    }
  }

  /** Reads a list up to the end; a malformed element fails the whole. */
  static <T> List<T> list(Cursor in, Function<Cursor, T> reader) {
    List<T> values = new ArrayList<>(2);
    while (nextElement(in)) {
      values.add(reader.apply(in));
      endOfElement(in);
    }
    return values;
  }

  /** Steps over separators to the next element; false at the end. */
  static boolean nextElement(Cursor in) {
    in.skipSpace();
    while (in.peek() == ',') {
      in.tolerate(Tolerance.EMPTY_ELEMENT);
      in.pos++;
      in.skipSpace();
    }
    return !in.atEnd();
  }

  static void endOfElement(Cursor in) {
    in.skipSpace();
    if (!in.atEnd() && !in.accept(',')) {
      throw in.fault("comma or end expected");
    }
  }
}

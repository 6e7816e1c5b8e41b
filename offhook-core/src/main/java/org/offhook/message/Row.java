package org.offhook.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One header row in a builder: a slice of other bytes, or values still to be written. */
final class Row {
  final @Nullable HeaderName<?> name;
  private final byte[] source;
  private final int nameStart;
  private final int nameEnd;
  private final int valueStart;
  private final int valueEnd;
  private final boolean folded;
  private final @Nullable Object value;

  private Row(
      @Nullable HeaderName<?> name,
      byte[] source,
      int[] at,
      boolean folded,
      @Nullable Object value) {
    this.name = name;
    this.source = source;
    this.nameStart = at[0];
    this.nameEnd = at[1];
    this.valueStart = at[2];
    this.valueEnd = at[3];
    this.folded = folded;
    this.value = value;
  }

  private static final int[] NOWHERE = new int[4];
  private static final byte[] NOTHING = new byte[0];

  /** Row of a message, byte for byte. */
  static Row copy(Headers from, int row) {
    int id = from.id(row);
    return new Row(
        id == HeaderName.UNKNOWN ? null : HeaderName.known(id),
        from.data(),
        new int[] {
          from.nameStart(row), from.nameEnd(row), from.valueStart(row), from.valueEnd(row)
        },
        from.folded(row),
        from.cache()[row]);
  }

  /** A row given as text. */
  static Row raw(String name, String value) {
    byte[] bytes = Ascii.bytes(name + value);
    int split = name.length();
    return new Row(
        NameTable.find(name), bytes, new int[] {0, split, split, bytes.length}, false, null);
  }

  /** One value, or a List of them for one row. */
  static Row typed(HeaderName<?> name, Object value) {
    return new Row(name, NOTHING, NOWHERE, false, value);
  }

  boolean isNamed(HeaderName<?> other) {
    if (other.id() != HeaderName.UNKNOWN) {
      return name != null && name.id() == other.id();
    }
    if (name != null) {
      return name.equals(other);
    }
    return Ascii.equalsLower(source, nameStart, nameEnd, other.lower());
  }

  int id() {
    return name == null ? HeaderName.UNKNOWN : name.id();
  }

  /** What is known of the value after writing, for the new message to keep. */
  @Nullable Object known() {
    if (source.length > 0) {
      return value;
    }
    return name == null || !name.cached() || value instanceof List<?> ? null : value;
  }

  void writeTo(WireWriter out, int[] rows, int at) {
    writeTo(out, rows, at, false);
  }

  /**
   * Writes the row and notes where it lies.
   *
   * @param compact whether a name that has a compact form is written in it
   */
  void writeTo(WireWriter out, int[] rows, int at, boolean compact) {
    rows[at] = out.length();
    writeName(out, rows, at, compact);
    out.put(": ");
    rows[at + 1] = out.length();
    if (source.length == 0 && name != null) {
      writeValue(name, out);
    } else if (folded) {
      byte[] flat = Folding.unfold(source, valueStart, valueEnd);
      out.put(flat, 0, flat.length);
    } else {
      out.put(source, valueStart, valueEnd);
    }
    rows[at + 2] = out.length();
    out.line();
  }

  private void writeName(WireWriter out, int[] rows, int at, boolean compact) {
    int start = out.length();
    if (compact && name != null && name.compact() != 0) {
      out.put((int) name.compact());
    } else if (source.length == 0 && name != null) {
      out.put(name.name());
    } else {
      out.put(source, nameStart, nameEnd);
    }
    rows[at + 3] = Headers.meta(id(), out.length() - start, false);
  }

  @SuppressWarnings("unchecked")
  private <T> void writeValue(HeaderName<T> header, WireWriter out) {
    if (value instanceof List<?> list) {
      String separator = "";
      for (Object one : list) {
        out.put(separator);
        header.codec().write((T) one, out);
        separator = ", ";
      }
    } else if (value != null) {
      header.codec().write((T) value, out);
    }
  }
}

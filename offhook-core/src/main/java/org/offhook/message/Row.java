package org.offhook.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One header row in a builder: a row of other headers, or values still to be written. */
final class Row {
  /** A guess for values that are not written yet. */
  private static final int TYPED = 72;

  final @Nullable HeaderName<?> name;
  private final @Nullable Headers source;
  private final int row;
  private final @Nullable Object value;

  private Row(
      @Nullable HeaderName<?> name, @Nullable Headers source, int row, @Nullable Object value) {
    this.name = name;
    this.source = source;
    this.row = row;
    this.value = value;
  }

  /** Row of a message, byte for byte. */
  static Row copy(Headers from, int row) {
    int id = from.id(row);
    return new Row(
        id == HeaderName.UNKNOWN ? null : HeaderName.known(id), from, row, from.cache()[row]);
  }

  /** A row given as text. */
  static Row raw(String name, String value) {
    byte[] bytes = Ascii.bytes(name + value);
    int split = name.length();
    var known = NameTable.find(name);
    int id = known == null ? HeaderName.UNKNOWN : known.id();
    int[] at = {0, split, bytes.length, Headers.meta(id, split, false)};
    return new Row(known, new Headers(bytes, at, 1, null), 0, null);
  }

  /** One value, or a List of them for one row. */
  static Row typed(HeaderName<?> name, Object value) {
    return new Row(name, null, 0, value);
  }

  boolean isNamed(HeaderName<?> other) {
    if (other.id() != HeaderName.UNKNOWN) {
      return name != null && name.id() == other.id();
    }
    if (name != null) {
      return name.equals(other);
    }
    return source != null
        && Ascii.equalsLower(
            source.data(), source.nameStart(row), source.nameEnd(row), other.lower());
  }

  /** Whether its long name begins like this, in lower case. */
  boolean isNamedLike(String start) {
    String own = name != null ? name.name() : source == null ? "" : source.field(row).name();
    return own.regionMatches(true, 0, start, 0, start.length());
  }

  /** About how many bytes it will have. */
  int lengthHint() {
    return source == null ? TYPED : source.valueEnd(row) - source.nameStart(row) + 4;
  }

  int id() {
    return name == null ? HeaderName.UNKNOWN : name.id();
  }

  /** What is known of the value after writing, for the new message to keep. */
  @Nullable Object known() {
    if (source != null) {
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
    if (source == null) {
      if (name != null) {
        writeValue(name, out);
      }
    } else if (source.folded(row)) {
      byte[] flat = Folding.unfold(source.data(), source.valueStart(row), source.valueEnd(row));
      out.put(flat, 0, flat.length);
    } else {
      out.put(source.data(), source.valueStart(row), source.valueEnd(row));
    }
    rows[at + 2] = out.length();
    out.line();
  }

  private void writeName(WireWriter out, int[] rows, int at, boolean compact) {
    int start = out.length();
    if (compact && name != null && name.compact() != 0) {
      out.put((int) name.compact());
    } else if (source != null) {
      out.put(source.data(), source.nameStart(row), source.nameEnd(row));
    } else if (name != null) {
      out.put(name.name());
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

package org.offhook.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one message, in wire order: RFC 3261 section 7.3. Rows are slices of the
 * message's bytes; a value is parsed when it is first asked for, and kept.
 */
public final class Headers implements Iterable<HeaderField> {
  /** Ints per row: name start, value start, value end, and id, fold flag and name length. */
  static final int STRIDE = 4;

  private static final int FOLDED = 0x100;
  private static final int VIA_ID = HeaderName.VIA.id();

  private final byte[] data;
  private final int[] rows;
  private final int count;
  // per row: null, one value, Several, or Fault; all immutable, so a race writes equals twice
  private @Nullable Object @Nullable [] cache;
  @Nullable Via topVia;

  private record Several(List<Object> values, @Nullable String fault) {}

  Headers(byte[] data, int[] rows, int count, @Nullable Object @Nullable [] cache) {
    this.data = data;
    this.rows = rows;
    this.count = count;
    this.cache = cache;
  }

  /** Rows of any origin, in this order. */
  static Headers of(List<Row> rows) {
    int length = 0;
    for (Row row : rows) {
      length += row.lengthHint();
    }
    WireWriter out = new WireWriter(length);
    int[] at = new int[rows.size() * STRIDE];
    @Nullable Object[] known = new Object[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).writeTo(out, at, i * STRIDE);
      known[i] = rows.get(i).known();
    }
    return new Headers(out.toBytes(), at, rows.size(), known);
  }

  /** These rows, to be changed. */
  List<Row> toRows() {
    List<Row> own = new ArrayList<>(count + 2);
    for (int i = 0; i < count; i++) {
      own.add(Row.copy(this, i));
    }
    return own;
  }

  static int meta(int id, int nameLength, boolean folded) {
    return id | (folded ? FOLDED : 0) | nameLength << 9;
  }

  byte[] data() {
    return data;
  }

  int[] rows() {
    return rows;
  }

  @Nullable Object[] cache() {
    var known = cache;
    if (known == null) {
      known = new Object[count];
      cache = known;
    }
    return known;
  }

  /** The same rows without the values that were parsed so far. */
  Headers packed() {
    return new Headers(data, Arrays.copyOf(rows, count * STRIDE), count, null);
  }

  /** Keeps what the edge parsed: a value, or the List of them where a row has several. */
  void keep(int row, @Nullable Object value) {
    if (value instanceof List<?> list) {
      List<Object> several = new ArrayList<>(list);
      cache()[row] = new Several(List.copyOf(several), null);
    } else {
      cache()[row] = value;
    }
  }

  int id(int row) {
    return rows[row * STRIDE + 3] & 0xff;
  }

  boolean folded(int row) {
    return (rows[row * STRIDE + 3] & FOLDED) != 0;
  }

  int nameStart(int row) {
    return rows[row * STRIDE];
  }

  int nameEnd(int row) {
    return rows[row * STRIDE] + (rows[row * STRIDE + 3] >>> 9);
  }

  int valueStart(int row) {
    return rows[row * STRIDE + 1];
  }

  int valueEnd(int row) {
    return rows[row * STRIDE + 2];
  }

  /** The first row of this id from a row on, or -1. */
  int next(int id, int from) {
    for (int i = from; i < count; i++) {
      if ((rows[i * STRIDE + 3] & 0xff) == id) {
        return i;
      }
    }
    return -1;
  }

  int next(HeaderName<?> name, int from) {
    if (name.id() != HeaderName.UNKNOWN) {
      return next(name.id(), from);
    }
    for (int i = from; i < count; i++) {
      if (id(i) == HeaderName.UNKNOWN
          && Ascii.equalsLower(data, nameStart(i), nameEnd(i), name.lower())) {
        return i;
      }
    }
    return -1;
  }

  /** A reader over the value of a row, folds taken out. */
  Cursor cursor(int row) {
    if (folded(row)) {
      byte[] flat = Folding.unfold(data, valueStart(row), valueEnd(row));
      return new Cursor(flat, 0, flat.length);
    }
    return new Cursor(data, valueStart(row), valueEnd(row));
  }

  /**
   * The first value; empty if there is none or it does not parse.
   *
   * @see #fault
   */
  public <T> Optional<T> get(HeaderName<T> name) {
    return Optional.ofNullable(first(name));
  }

  @SuppressWarnings("unchecked")
  <T> @Nullable T first(HeaderName<T> name) {
    if (topVia != null && name.id() == VIA_ID && name.cached()) {
      return (T) topVia;
    }
    for (int row = next(name, 0); row >= 0; row = next(name, row + 1)) {
      Object value = values(row, name);
      if (value instanceof Several several) {
        if (!several.values.isEmpty()) {
          return (T) several.values.get(0);
        }
        if (several.fault != null) {
          return null;
        }
      } else {
        return (T) value;
      }
    }
    return null;
  }

  /** All values of all rows of this name, in order; those that do not parse are left out. */
  @SuppressWarnings("unchecked")
  public <T> List<T> all(HeaderName<T> name) {
    int row = next(name, 0);
    if (row < 0) {
      return List.of();
    }
    List<T> all = new ArrayList<>(4);
    for (; row >= 0; row = next(name, row + 1)) {
      Object value = values(row, name);
      if (value instanceof Several several) {
        all.addAll((List<T>) several.values);
      } else {
        all.add((T) value);
      }
    }
    return List.copyOf(all);
  }

  /** Why a header that is there does not parse; empty if all its values do. */
  public Optional<String> fault(HeaderName<?> name) {
    for (int row = next(name, 0); row >= 0; row = next(name, row + 1)) {
      if (values(row, name) instanceof Several several && several.fault != null) {
        return Optional.of(several.fault);
      }
    }
    return Optional.empty();
  }

  private Object values(int row, HeaderName<?> name) {
    if (!name.cached()) {
      return parse(row, name);
    }
    var known = cache();
    Object cached = known[row];
    if (cached == null) {
      cached = parse(row, name);
      known[row] = cached;
    }
    return cached;
  }

  private Object parse(int row, HeaderName<?> name) {
    Cursor in = cursor(row);
    if (!name.isList()) {
      try {
        Object value = name.codec().read(in);
        in.expectEnd(name.name());
        return value;
      } catch (Malformed e) {
        return new Several(List.of(), name + ": " + e.reason());
      } catch (IllegalArgumentException e) {
        return new Several(List.of(), name + ": " + e.getMessage());
      }
    }
    return parseList(in, name);
  }

  private static Object parseList(Cursor in, HeaderName<?> name) {
    List<Object> values = new ArrayList<>(1);
    String fault = null;
    while (Values.nextElement(in)) {
      int start = in.pos;
      int end = in.end;
      try {
        Object value = name.codec().read(in);
        Values.endOfElement(in);
        values.add(value);
      } catch (Malformed e) {
        fault = fault == null ? name + ": " + e.reason() : fault;
        in.over(start, end).toNextComma();
      } catch (IllegalArgumentException e) {
        fault = fault == null ? name + ": " + e.getMessage() : fault;
        in.over(start, end).toNextComma();
      }
    }
    if (values.size() == 1 && fault == null) {
      return values.get(0);
    }
    return new Several(List.copyOf(values), fault);
  }

  /** Whether there is a row of this name, well-formed or not. */
  public boolean contains(HeaderName<?> name) {
    return next(name, 0) >= 0;
  }

  /** The text of the first row of this name, whatever its case, long or compact. */
  public Optional<String> text(String name) {
    int row = next(HeaderName.of(name), 0);
    return row < 0 ? Optional.empty() : Optional.of(value(row));
  }

  /** The texts of all rows of this name, whatever its case, long or compact. */
  public List<String> texts(String name) {
    HeaderName<String> header = HeaderName.of(name);
    List<String> texts = new ArrayList<>();
    for (int row = next(header, 0); row >= 0; row = next(header, row + 1)) {
      texts.add(value(row));
    }
    return List.copyOf(texts);
  }

  /** How many rows there are. */
  public int size() {
    return count;
  }

  String value(int row) {
    Cursor in = cursor(row);
    return Ascii.text(in.data, in.pos, in.end);
  }

  /** A row, counted from 0. */
  public HeaderField field(int row) {
    if (row < 0 || row >= count) {
      throw new IndexOutOfBoundsException(row);
    }
    return new HeaderField(Ascii.text(data, nameStart(row), nameEnd(row)), value(row));
  }

  /** All rows, in order. */
  public List<HeaderField> fields() {
    List<HeaderField> fields = new ArrayList<>(count);
    forEach(fields::add);
    return List.copyOf(fields);
  }

  @Override
  public Iterator<HeaderField> iterator() {
    return new Iterator<>() {
      private int row;

      @Override
      public boolean hasNext() {
        return row < count;
      }

      @Override
      public HeaderField next() {
        if (row >= count) {
          throw new NoSuchElementException();
        }
        return field(row++);
      }
    };
  }

  /** The rows as text, with credentials hidden. */
  @Override
  public String toString() {
    return ReadableText.of(this);
  }
}

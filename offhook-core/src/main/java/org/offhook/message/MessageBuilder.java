package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds messages row by row: RFC 3261 section 7.3. Content-Length is always written; rows that
 * proxies need are put near the top (section 7.3.1); nothing can carry CR, LF or NUL into a
 * message.
 *
 * @param <B> the builder itself
 */
public abstract sealed class MessageBuilder<B extends MessageBuilder<B>>
    permits SipRequest.Builder, SipResponse.Builder {
  private static final List<HeaderName<?>> NEAR_THE_TOP =
      List.of(
          HeaderName.VIA,
          HeaderName.ROUTE,
          HeaderName.RECORD_ROUTE,
          HeaderName.PROXY_REQUIRE,
          HeaderName.MAX_FORWARDS,
          HeaderName.PROXY_AUTHORIZATION);
  private static final int NO_RANK = NEAR_THE_TOP.size();
  private static final byte[] NO_BODY = new byte[0];

  private final List<Row> rows = new ArrayList<>(20);
  private byte[] body = NO_BODY;
  private boolean compact;

  MessageBuilder() {}

  abstract B self();

  /** Sets a header to one value, in the place of the first row of its name. */
  public <T> B set(HeaderName<T> name, T value) {
    name.codec().check(value);
    int place = first(name);
    if (place < 0) {
      rows.add(placeOf(name), Row.typed(name, value));
    } else {
      rows.set(place, Row.typed(name, value));
      removeFrom(place + 1, name);
    }
    return self();
  }

  /** Sets a header to these values, in the place of the first row of its name; none removes it. */
  public <T> B setAll(HeaderName<T> name, List<T> values) {
    List<Row> added = typedRows(name, values);
    int place = first(name);
    remove(name);
    if (place < 0) {
      place = placeOf(name);
    }
    rows.addAll(place, added);
    return self();
  }

  /** Adds a value after those of its name. */
  public <T> B add(HeaderName<T> name, T value) {
    name.codec().check(value);
    rows.add(placeOf(name), Row.typed(name, value));
    return self();
  }

  /** Adds a value before those of its name. */
  public <T> B addFirst(HeaderName<T> name, T value) {
    int place = first(name);
    rows.addAll(place < 0 ? placeOf(name) : place, typedRows(name, List.of(value)));
    return self();
  }

  /** Removes all rows of a name. */
  public B remove(HeaderName<?> name) {
    removeFrom(0, name);
    return self();
  }

  private void removeFrom(int start, HeaderName<?> name) {
    for (int i = rows.size() - 1; i >= start; i--) {
      if (rows.get(i).isNamed(name)) {
        rows.remove(i);
      }
    }
  }

  /**
   * Appends a row given as text.
   *
   * @throws IllegalArgumentException if the name is no token or the value has CR, LF or NUL
   */
  public B raw(String name, String value) {
    Ascii.checkedToken("header name", name);
    Row row = Row.raw(name, Ascii.checked("value of " + name, value).strip());
    rows.add(row.name == null ? rows.size() : placeOf(row.name), row);
    return self();
  }

  /** Sets rows given as text, in place of those that have their names, in any spelling. */
  public B replace(List<HeaderField> others) {
    others.forEach(row -> remove(HeaderName.of(row.name())));
    others.forEach(row -> raw(row.name(), row.value()));
    return self();
  }

  /** Takes over all rows of a name, byte for byte. */
  public B copy(Headers from, HeaderName<?> name) {
    int place = placeOf(name);
    for (int i = 0; i < from.size(); i++) {
      if (name.id() == HeaderName.UNKNOWN || from.id(i) == name.id()) {
        Row row = Row.copy(from, i);
        if (row.isNamed(name)) {
          rows.add(place++, row);
        }
      }
    }
    return self();
  }

  /** The body and its Content-Type. */
  public B body(MediaType type, byte[] bytes) {
    set(HeaderName.CONTENT_TYPE, type);
    body = bytes.clone();
    return self();
  }

  /** Removes the body and the headers that describe it. */
  public B noBody() {
    remove(HeaderName.CONTENT_TYPE);
    remove(HeaderName.CONTENT_ENCODING);
    remove(HeaderName.CONTENT_DISPOSITION);
    remove(HeaderName.CONTENT_LANGUAGE);
    body = NO_BODY;
    return self();
  }

  /** Whether names that have a compact form are written in it (section 7.3.3); off by default. */
  public B compactNames(boolean on) {
    compact = on;
    return self();
  }

  /** Whether there is a row of this name. */
  public boolean contains(HeaderName<?> name) {
    return first(name) >= 0;
  }

  private static <T> List<Row> typedRows(HeaderName<T> name, List<T> values) {
    for (T value : values) {
      name.codec().check(value);
    }
    if (values.isEmpty()) {
      return List.of();
    }
    if (values.size() == 1) {
      return List.of(Row.typed(name, values.get(0)));
    }
    if (name.shape() == HeaderName.Shape.JOINED) {
      return List.of(Row.typed(name, List.copyOf(values)));
    }
    List<Row> rows = new ArrayList<>(values.size());
    for (T value : values) {
      rows.add(Row.typed(name, value));
    }
    return rows;
  }

  private int first(HeaderName<?> name) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).isNamed(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int rank(@Nullable HeaderName<?> name) {
    if (name == null) {
      return NO_RANK;
    }
    for (int rank = 0; rank < NO_RANK; rank++) {
      if (NEAR_THE_TOP.get(rank).id() == name.id()) {
        return rank;
      }
    }
    return NO_RANK;
  }

  /** Where one more row of this name goes: after its own kind, or where its rank places it. */
  private int placeOf(HeaderName<?> name) {
    int rank = rank(name);
    if (rank == NO_RANK) {
      for (int i = rows.size() - 1; i >= 0; i--) {
        if (rows.get(i).isNamed(name)) {
          return i + 1;
        }
      }
      return rows.size();
    }
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (rank(rows.get(i).name) <= rank) {
        return i + 1;
      }
    }
    return 0;
  }

  void copyAll(SipMessage message) {
    Headers headers = message.headers();
    for (int i = 0; i < headers.size(); i++) {
      rows.add(Row.copy(headers, i));
    }
    body = message.body();
  }

  void copyForResponse(Headers from, boolean withTimestamp) {
    for (int i = 0; i < from.size(); i++) {
      int id = from.id(i);
      // of what may be there once a refused request can have several: the answer is to be readable
      boolean single =
          id == HeaderName.FROM.id()
              || id == HeaderName.TO.id()
              || id == HeaderName.CALL_ID.id()
              || id == HeaderName.CSEQ.id()
              || (withTimestamp && id == HeaderName.TIMESTAMP.id());
      if (id == HeaderName.VIA.id() || (single && from.next(id, 0) == i)) {
        rows.add(Row.copy(from, i));
      }
    }
  }

  B replaceTopVia(Via via) {
    int place = first(HeaderName.VIA);
    List<Via> vias = wire(out -> {}).headers().all(HeaderName.VIA);
    remove(HeaderName.VIA);
    List<Via> changed = new ArrayList<>(vias);
    if (!changed.isEmpty()) {
      changed.set(0, via);
    }
    rows.addAll(Math.max(place, 0), typedRows(HeaderName.VIA, changed));
    return self();
  }

  Wire wire(Consumer<WireWriter> startLine) {
    return wire(startLine, rows, body, compact);
  }

  /** A message of these rows, with the Content-Length that its body has. */
  static Wire wire(Consumer<WireWriter> startLine, List<Row> rows, byte[] body, boolean compact) {
    int length = 80 + body.length;
    for (Row row : rows) {
      length += row.lengthHint();
    }
    WireWriter out = new WireWriter(length);
    startLine.accept(out);
    out.line();
    int headersStart = out.length();
    int[] index = new int[(rows.size() + 1) * Headers.STRIDE];
    @Nullable Object[] cache = new Object[rows.size() + 1];
    int count = 0;
    boolean lengthWritten = false;
    for (Row row : rows) {
      if (row.id() == HeaderName.CONTENT_LENGTH.id()) {
        if (lengthWritten) {
          continue;
        }
        lengthWritten = true;
        row = Row.typed(HeaderName.CONTENT_LENGTH, body.length);
      }
      row.writeTo(out, index, count * Headers.STRIDE, compact);
      cache[count++] = row.known();
    }
    if (!lengthWritten) {
      Row row = Row.typed(HeaderName.CONTENT_LENGTH, body.length);
      row.writeTo(out, index, count * Headers.STRIDE, compact);
      cache[count++] = row.known();
    }
    out.line();
    int bodyStart = out.length();
    out.put(body, 0, body.length);
    byte[] bytes = out.toBytes();
    Headers headers = new Headers(bytes, index, count, cache);
    return new Wire(headers, 0, headersStart, bodyStart, bytes.length);
  }
}

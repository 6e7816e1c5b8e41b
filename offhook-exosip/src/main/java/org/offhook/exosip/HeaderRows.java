package org.offhook.exosip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.message.BodyPart;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Headers;
import org.offhook.message.MediaType;

/**
 * The header rows of a message that is being edited: RFC 3261 section 7.3. They keep their order
 * and their case; a compact name is the same as its long one; values are checked when they are set.
 */
final class HeaderRows {
  private static final byte[] NOTHING = new byte[0];
  private static final Set<HeaderName<?>> ONCE =
      Set.of(
          HeaderName.FROM,
          HeaderName.TO,
          HeaderName.CALL_ID,
          HeaderName.CSEQ,
          HeaderName.MAX_FORWARDS,
          HeaderName.CONTENT_LENGTH,
          HeaderName.CONTENT_TYPE);
  // sections 20.1 to 20.3, 20.5 and 20.37
  private static final Set<HeaderName<?>> MAY_BE_EMPTY =
      Set.of(
          HeaderName.ACCEPT,
          HeaderName.ACCEPT_ENCODING,
          HeaderName.ACCEPT_LANGUAGE,
          HeaderName.ALLOW,
          HeaderName.SUPPORTED);

  private final List<HeaderField> rows = new ArrayList<>();

  HeaderRows(Iterable<HeaderField> fields) {
    fields.forEach(rows::add);
  }

  HeaderRows copy() {
    return new HeaderRows(rows);
  }

  /** What rows of one name have in common: the long name in lower case. */
  static String key(String name) {
    return HeaderName.find(name).map(HeaderName::name).orElse(name).toLowerCase(Locale.ROOT);
  }

  static boolean isNamed(HeaderField row, String key) {
    return key(row.name()).equals(key);
  }

  /**
   * A value that may stand in a row of this name.
   *
   * @throws OsipException if the name is none, the value has a line break or NUL in it, or a value
   *     of a name that is known cannot be read
   */
  static String checked(String name, String value) {
    Headers row;
    try {
      row = BodyPart.of(MediaType.TEXT_PLAIN, NOTHING).with(name, value.strip()).headers();
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.exception(e.getMessage() + ": a row is 'Name: value', one line");
    }
    HeaderName<?> known = HeaderName.find(name).orElse(null);
    if (known != null) {
      row.fault(known)
          .ifPresent(
              fault -> {
                throw OsipError.SYNTAXERROR.exception(
                    "'" + value.strip() + "' is no value of this header field: " + fault);
              });
      if (row.all(known).isEmpty() && !MAY_BE_EMPTY.contains(known)) {
        throw OsipError.SYNTAXERROR.exception(
            known + " cannot be empty: give it a value, or remove it");
      }
    }
    return value.strip();
  }

  List<HeaderField> all() {
    return rows;
  }

  List<String> texts(String name) {
    String key = key(name);
    return rows.stream().filter(row -> isNamed(row, key)).map(HeaderField::value).toList();
  }

  @Nullable String text(String name) {
    return texts(name).stream().findFirst().orElse(null);
  }

  /** The values of a name that can be read. */
  <T> List<T> values(HeaderName<T> name) {
    return texts(name.name()).stream().flatMap(text -> read(name, text).stream()).toList();
  }

  private static <T> List<T> read(HeaderName<T> name, String text) {
    try {
      BodyPart row = BodyPart.of(MediaType.TEXT_PLAIN, NOTHING).with(name.name(), text);
      List<T> read = row.headers().all(name);
      // a part has a type of its own, which comes first
      return name.equals(HeaderName.CONTENT_TYPE) ? read.subList(1, read.size()) : read;
    } catch (IllegalArgumentException e) {
      return List.of(); // a peer's row with NUL in it
    }
  }

  /** Adds a row after those of its name, else at the end. */
  void add(String name, String value) {
    String text = checked(name, value);
    HeaderName<?> known = HeaderName.find(name).orElse(null);
    if (known != null && ONCE.contains(known) && first(name) >= 0) {
      throw OsipError.BADPARAMETER.exception(
          known + " is there already, and a message has one: set it to replace it");
    }
    rows.add(behind(key(name)), new HeaderField(name, text));
  }

  private int behind(String key) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (isNamed(rows.get(i), key)) {
        return i + 1;
      }
    }
    return rows.size();
  }

  /** Puts a row in the place of the first of its name and drops the others. */
  void set(String name, String value) {
    put(name, checked(name, value));
  }

  /** As {@link #set}, of a value that needs no check. */
  void put(String name, String text) {
    int place = first(name);
    if (place < 0) {
      rows.add(new HeaderField(name, text));
      return;
    }
    rows.set(place, new HeaderField(rows.get(place).name(), text));
    String key = key(name);
    rows.subList(place + 1, rows.size()).removeIf(row -> isNamed(row, key));
  }

  /** Puts a value in the place of one row of its name, counted from 0. */
  void set(String name, int position, String value) {
    String text = checked(name, value);
    int place = place(name, position);
    rows.set(place, new HeaderField(rows.get(place).name(), text));
  }

  boolean remove(String name) {
    String key = key(name);
    return rows.removeIf(row -> isNamed(row, key));
  }

  void remove(String name, int position) {
    rows.remove(place(name, position));
  }

  private int first(String name) {
    String key = key(name);
    for (int i = 0; i < rows.size(); i++) {
      if (isNamed(rows.get(i), key)) {
        return i;
      }
    }
    return -1;
  }

  private int place(String name, int position) {
    String key = key(name);
    int count = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (isNamed(rows.get(i), key) && count++ == position) {
        return i;
      }
    }
    throw OsipError.NOTFOUND.exception(
        "there is no row " + position + " of " + name + ", there are " + count);
  }
}

package org.offhook.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ;name=value} parameters of a header value or of a URI (RFC 3261 sections 7.3.1 and
 * 19.1.1): immutable, in order, names without regard to case.
 *
 * <p>Values are given and taken as meant; quotes (in headers) and {@code %HH} escapes (in URIs) are
 * put on and taken off here.
 */
public final class Parameters {
  /** No parameters. */
  public static final Parameters EMPTY = new Parameters(new String[0], false);

  static final Parameters EMPTY_URI = new Parameters(new String[0], true);

  // name, raw value, name, raw value …; a flag has the raw value null
  private final @Nullable String[] pairs;
  private final boolean ofUri;

  private Parameters(@Nullable String[] pairs, boolean ofUri) {
    this.pairs = pairs;
    this.ofUri = ofUri;
  }

  /**
   * Parses {@code ;a=b;c} as in a header value.
   *
   * @throws IllegalArgumentException naming the fault
   */
  public static Parameters parse(String text) {
    return Values.parse("parameters", Ascii.checked("parameters", text), Parameters::readHeader);
  }

  /** Reads header parameters up to a comma, the end or what cannot be one. */
  static Parameters readHeader(Cursor in) {
    byte[] data = in.data;
    @Nullable String[] pairs = null;
    int count = 0;
    while (true) {
      in.skipSpace();
      if (in.pos >= in.end || data[in.pos] != ';') {
        break;
      }
      in.pos++;
      in.skipSpace();
      int next = in.peek();
      if (next == ';' || next == ',' || next == -1) {
        in.tolerate(Tolerance.EMPTY_ELEMENT);
        continue;
      }
      String name = in.token("parameter name");
      String value = null;
      if (in.acceptSpaced('=')) {
        value = value(in);
      }
      if (pairs == null) {
        pairs = new String[4];
      } else if (count == pairs.length) {
        if (count >= 2 * in.maxParameters) {
          throw in.fault("more than " + in.maxParameters + " parameters");
        }
        pairs = Arrays.copyOf(pairs, Math.min(count * 2, 2 * in.maxParameters));
      }
      pairs[count++] = name;
      pairs[count++] = value;
    }
    return pairs == null ? EMPTY : new Parameters(trim(pairs, count), false);
  }

  private static String value(Cursor in) {
    if (in.peek() == '"') {
      int start = in.pos;
      in.skipQuoted();
      return Ascii.text(in.data, start, in.pos);
    }
    int next = in.peek();
    if (next == ';' || next == ',' || next == -1) {
      // Tolerance: an equals sign without a value, as some gateways send for an empty one.
      in.tolerate(Tolerance.EMPTY_ELEMENT);
      return "";
    }
    int start = in.pos;
    while (in.pos < in.end && (Ascii.isValue(in.data[in.pos]) || in.data[in.pos] == '=')) {
      in.pos++;
    }
    if (in.pos == start) {
      throw in.fault("parameter value expected");
    }
    return Tokens.text(in.data, start, in.pos);
  }

  /** Reads URI parameters up to {@code ?} or the end. */
  static Parameters readUri(Cursor in) {
    byte[] data = in.data;
    @Nullable String[] pairs = null;
    int count = 0;
    while (in.pos < in.end && data[in.pos] == ';') {
      int start = ++in.pos;
      int equals = -1;
      while (in.pos < in.end && Ascii.isUriValue(data[in.pos])) {
        if (data[in.pos] == '=' && equals < 0) {
          equals = in.pos;
        }
        in.pos++;
      }
      if (in.pos == start) {
        in.tolerate(Tolerance.EMPTY_ELEMENT);
        continue;
      }
      if (equals == start) {
        throw in.fault("URI parameter without a name");
      }
      UriText.checkEscapes(data, start, in.pos);
      if (pairs == null) {
        pairs = new String[4];
      } else if (count == pairs.length) {
        if (count >= 2 * in.maxParameters) {
          throw in.fault("more than " + in.maxParameters + " parameters");
        }
        pairs = Arrays.copyOf(pairs, Math.min(count * 2, 2 * in.maxParameters));
      }
      pairs[count++] = Tokens.text(data, start, equals < 0 ? in.pos : equals);
      pairs[count++] = equals < 0 ? null : Tokens.text(data, equals + 1, in.pos);
    }
    return pairs == null ? EMPTY_URI : new Parameters(trim(pairs, count), true);
  }

  private static @Nullable String[] trim(@Nullable String[] pairs, int count) {
    return pairs.length == count ? pairs : Arrays.copyOf(pairs, count);
  }

  private int index(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      String candidate = pairs[i];
      if (name.equals(candidate)) {
        return i;
      }
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (name.equalsIgnoreCase(pairs[i])) {
        return i;
      }
    }
    return -1;
  }

  /** The value of a parameter as meant, {@code ""} for a flag, empty if there is none. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(value(name));
  }

  @Nullable String value(String name) {
    int i = index(name);
    if (i < 0) {
      return null;
    }
    String raw = pairs[i + 1];
    return raw == null ? "" : decode(raw);
  }

  /** The value if it is a number of at most nine digits. */
  public OptionalInt number(String name) {
    String text = value(name);
    if (text == null || text.isEmpty() || text.length() > 9) {
      return OptionalInt.empty();
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!Ascii.isDigit(text.charAt(i))) {
        return OptionalInt.empty();
      }
      number = number * 10 + text.charAt(i) - '0';
    }
    return OptionalInt.of(number);
  }

  /** The value as it stands on the wire; null for a flag or where there is none. */
  @Nullable String raw(String name) {
    int i = index(name);
    return i < 0 ? null : pairs[i + 1];
  }

  private String decode(String raw) {
    return ofUri ? UriText.decode(raw) : Cursor.unquote(raw);
  }

  /** Whether there is a parameter of this name. */
  public boolean has(String name) {
    return index(name) >= 0;
  }

  /** Whether the parameter is there with a value, be it an empty one. */
  boolean hasValue(String name) {
    int i = index(name);
    return i >= 0 && pairs[i + 1] != null;
  }

  /** The names in order, as written. */
  public List<String> names() {
    List<String> names = new ArrayList<>(pairs.length / 2);
    for (int i = 0; i < pairs.length; i += 2) {
      names.add(name(i));
    }
    return List.copyOf(names);
  }

  private String name(int i) {
    String name = pairs[i];
    return name == null ? "" : name;
  }

  /** Whether there are no parameters. */
  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /** How many parameters there are. */
  public int size() {
    return pairs.length / 2;
  }

  /**
   * A copy with the parameter set in its place, or added last.
   *
   * @param value the value as meant; null for a flag
   * @throws IllegalArgumentException if the name is no token, or either has CR, LF or NUL
   */
  public Parameters with(String name, @Nullable String value) {
    return withRaw(name, value == null ? null : encode(name, value));
  }

  private @Nullable String encode(String name, String value) {
    Ascii.checked("parameter " + name, value);
    if (ofUri) {
      return UriText.encode(value, UriText.PARAMETER);
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 127 || !(Ascii.isToken(c) || c == '[' || c == ']' || c == ':')) {
        return WireWriter.textOf(out -> out.quoted(value));
      }
    }
    return value.isEmpty() ? "\"\"" : value;
  }

  /** As {@link #with}, the value in quotes in any case: some grammars of headers want that. */
  Parameters withQuoted(String name, String value) {
    Ascii.checked("parameter " + name, value);
    return withRaw(name, WireWriter.textOf(out -> out.quoted(value)));
  }

  /** A copy with the parameter of this name as it stands in others. */
  Parameters withRawOf(String name, Parameters others) {
    return withRaw(name, others.raw(name));
  }

  private Parameters withRaw(String name, @Nullable String raw) {
    String written =
        ofUri
            ? UriText.encode(Ascii.checked("parameter name", name), UriText.PARAMETER)
            : Ascii.checkedToken("parameter name", name);
    if (written.isEmpty()) {
      throw new IllegalArgumentException("parameter name is empty");
    }
    int i = index(name);
    @Nullable String[] copy = Arrays.copyOf(pairs, i < 0 ? pairs.length + 2 : pairs.length);
    if (i < 0) {
      i = pairs.length;
      copy[i] = written;
    }
    copy[i + 1] = raw;
    return new Parameters(copy, ofUri);
  }

  /** A copy without any parameter of this name. */
  public Parameters without(String name) {
    if (!has(name)) {
      return this;
    }
    @Nullable String[] copy = new String[pairs.length];
    int count = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (!name.equalsIgnoreCase(pairs[i])) {
        copy[count++] = pairs[i];
        copy[count++] = pairs[i + 1];
      }
    }
    return new Parameters(trim(copy, count), ofUri);
  }

  /** The same parameters under the escaping rule of URIs, or of headers. */
  Parameters as(boolean uri) {
    if (uri == ofUri) {
      return this;
    }
    Parameters copy = uri ? EMPTY_URI : EMPTY;
    for (int i = 0; i < pairs.length; i += 2) {
      String raw = pairs[i + 1];
      copy = copy.with(name(i), raw == null ? null : decode(raw));
    }
    return copy;
  }

  void writeTo(WireWriter out) {
    for (int i = 0; i < pairs.length; i += 2) {
      out.put(';').put(name(i));
      String raw = pairs[i + 1];
      if (raw != null) {
        out.put('=').put(raw);
      }
    }
  }

  /** The wire text, {@code ;a=b;c}. */
  @Override
  public String toString() {
    return pairs.length == 0 ? "" : WireWriter.textOf(this::writeTo);
  }

  /** Same parameters in the same order: names without case, values exactly. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Parameters that) || that.pairs.length != pairs.length) {
      return false;
    }
    for (int i = 0; i < pairs.length; i += 2) {
      String raw = pairs[i + 1];
      String otherRaw = that.pairs[i + 1];
      boolean same =
          (raw == null || otherRaw == null)
              ? raw == null && otherRaw == null
              : decode(raw).equals(that.decode(otherRaw));
      if (!same || !name(i).equalsIgnoreCase(that.name(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = pairs.length;
    for (int i = 0; i < pairs.length; i += 2) {
      String raw = pairs[i + 1];
      hash = hash * 31 + name(i).toLowerCase(Locale.ROOT).hashCode();
      hash = hash * 31 + (raw == null ? 0 : decode(raw).hashCode());
    }
    return hash;
  }
}

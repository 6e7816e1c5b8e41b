package org.offhook.message;

import org.jspecify.annotations.Nullable;

/**
 * A word with parameters, the shape of Event, Reason, Content-Disposition and many more: RFC 3261
 * section 25.1.
 *
 * @param value a token, or the word in its place (as a Call-ID or language range)
 */
public record ParameterizedToken(String value, Parameters params) {
  /** Checks that the value has no white space nor separators. */
  public ParameterizedToken {
    Ascii.checked("value", value);
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 128 && !Ascii.isValue(value.charAt(i)) && value.charAt(i) != '=') {
        throw new IllegalArgumentException("value is not a word: '" + value + "'");
      }
    }
    if (value.isEmpty()) {
      throw new IllegalArgumentException("value is empty");
    }
    params = params.as(false);
  }

  /** A word without parameters. */
  public static ParameterizedToken of(String value) {
    return new ParameterizedToken(value, Parameters.EMPTY);
  }

  /**
   * Parses {@code word;parameters}.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static ParameterizedToken parse(String text) {
    return Values.parse("value", Ascii.checked("value", text), ParameterizedToken::read);
  }

  static ParameterizedToken read(Cursor in) {
    in.skipSpace();
    return new ParameterizedToken(in.word("value"), Parameters.readHeader(in));
  }

  /** Whether the value is this word, without regard to case. */
  public boolean is(String word) {
    return value.equalsIgnoreCase(word);
  }

  /** A copy with one parameter set; null makes a flag. */
  public ParameterizedToken with(String name, @Nullable String parameter) {
    return new ParameterizedToken(value, params.with(name, parameter));
  }

  void writeTo(WireWriter out) {
    out.put(value);
    params.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }
}

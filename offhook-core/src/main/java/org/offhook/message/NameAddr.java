package org.offhook.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A URI with a display name and header parameters: RFC 3261 sections 20.10, 20.20 and 20.39. */
public final class NameAddr {
  // as on the wire: a quoted string, or tokens; null for none
  private final @Nullable String rawDisplay;
  private final Uri uri;
  private final Parameters params;

  private NameAddr(@Nullable String rawDisplay, Uri uri, Parameters params) {
    this.rawDisplay = rawDisplay;
    this.uri = uri;
    this.params = params;
  }

  /** {@code <uri>}. */
  public static NameAddr of(Uri uri) {
    return new NameAddr(null, uri, Parameters.EMPTY);
  }

  /** {@code "display" <uri>}. */
  public static NameAddr of(String display, Uri uri) {
    return of(uri).withDisplayName(display);
  }

  /**
   * Parses a value of From, To, Route and their like.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static NameAddr parse(String text) {
    return Values.parse("address", Ascii.checked("address", text), NameAddr::read);
  }

  /** Reads one value up to a comma or the end. */
  static NameAddr read(Cursor in) {
    in.skipSpace();
    byte[] data = in.data;
    String display = null;
    int start = in.pos;
    int first = in.peek();
    if (first == '"') {
      in.skipQuoted();
      display = Ascii.text(data, start, in.pos);
      in.skipSpace();
      if (in.peek() != '<') {
        throw in.fault("'<' expected after the display name");
      }
    } else if (first != '<') {
      int bracket = bracket(in);
      if (bracket < 0) {
        return bare(in);
      }
      display = unquotedDisplay(in, start, bracket);
      in.pos = bracket;
    }
    int open = ++in.pos;
    int limit = in.end;
    int close = open;
    while (close < limit && data[close] != '>') {
      close++;
    }
    if (close == limit) {
      throw new Malformed("'>' is missing", open - 1);
    }
    in.end = close;
    Uri uri = UriReader.read(in);
    in.end = limit;
    in.pos = close + 1;
    return new NameAddr(display, uri, Parameters.readHeader(in));
  }

  /** Where {@code <} opens a name-addr that began without quotes; -1 if this is an addr-spec. */
  private static int bracket(Cursor in) {
    for (int i = in.pos; i < in.end; i++) {
      byte c = in.data[i];
      if (c == '<') {
        return i;
      }
      if (c == ';' || c == '"' || (c == ',' && !commaInDisplay(in, i))) {
        return -1;
      }
    }
    return -1;
  }

  /** A comma within a display name that should be quoted: no URI before it, {@code <} after it. */
  private static boolean commaInDisplay(Cursor in, int comma) {
    for (int i = in.pos; i < comma; i++) {
      if (in.data[i] == ':') {
        return false;
      }
    }
    for (int i = comma + 1; i < in.end; i++) {
      byte c = in.data[i];
      if (c == '<') {
        return true;
      }
      if (c == ':' || c == ',' || c == '"' || c == ';') {
        return false;
      }
    }
    return false;
  }

  private static @Nullable String unquotedDisplay(Cursor in, int start, int bracket) {
    int last = bracket;
    while (last > start && Ascii.isSpace(in.data[last - 1])) {
      last--;
    }
    if (last == start) {
      return null;
    }
    String text = Ascii.text(in.data, start, last);
    for (int i = start; i < last; i++) {
      if (!Ascii.isToken(in.data[i]) && !Ascii.isSpace(in.data[i])) {
        // Tolerance: a peer that forgot the quotes; they are put on here (RFC 4475 3.1.2.15).
        in.tolerate(Tolerance.STRAY_DISPLAY_NAME);
        return WireWriter.textOf(out -> out.quoted(text));
      }
    }
    return text;
  }

  /** An addr-spec: what follows a semicolon is a header parameter (section 20.10). */
  private static NameAddr bare(Cursor in) {
    int limit = in.end;
    int stop = in.pos;
    while (stop < limit) {
      byte c = in.data[stop];
      if (c == ';' || c == ',' || c == ' ' || c == '\t') {
        break;
      }
      if (c == '?') {
        throw new Malformed("a URI with '?' needs angle brackets", stop);
      }
      stop++;
    }
    in.end = stop;
    Uri uri = UriReader.read(in);
    in.end = limit;
    in.pos = stop;
    return new NameAddr(null, uri, Parameters.readHeader(in));
  }

  /** The display name as meant, without quotes and escapes. */
  public Optional<String> displayName() {
    return rawDisplay == null ? Optional.empty() : Optional.of(Cursor.unquote(rawDisplay));
  }

  /** The URI. */
  public Uri uri() {
    return uri;
  }

  /** The parameters after the angle brackets. */
  public Parameters params() {
    return params;
  }

  /** The tag parameter of From and To. */
  public Optional<String> tag() {
    return params.get("tag");
  }

  /**
   * A copy with this tag.
   *
   * @throws IllegalArgumentException if it is no token, and not the tag that was received either
   */
  public NameAddr withTag(String tag) {
    // Tolerance: a peer's tag that is no token goes back as it came.
    if (tag.equals(params.value("tag"))) {
      return this;
    }
    return with("tag", Ascii.checkedToken("tag", tag));
  }

  /** A copy with this display name as meant; null removes it. */
  public NameAddr withDisplayName(@Nullable String name) {
    if (name == null) {
      return new NameAddr(null, uri, params);
    }
    Ascii.checked("display name", name);
    return new NameAddr(WireWriter.textOf(out -> out.quoted(name)), uri, params);
  }

  /** A copy with this URI. */
  public NameAddr withUri(Uri newUri) {
    return new NameAddr(rawDisplay, newUri, params);
  }

  /** A copy with these header parameters. */
  public NameAddr withParams(Parameters newParams) {
    return new NameAddr(rawDisplay, uri, newParams.as(false));
  }

  /** A copy with one header parameter set; null makes a flag. */
  public NameAddr with(String name, @Nullable String value) {
    return new NameAddr(rawDisplay, uri, params.with(name, value));
  }

  /** A copy without one header parameter. */
  public NameAddr without(String name) {
    return new NameAddr(rawDisplay, uri, params.without(name));
  }

  void writeTo(WireWriter out) {
    if (rawDisplay != null) {
      out.put(rawDisplay).put(' ');
    }
    out.put('<');
    if (uri instanceof SipUri sip) {
      sip.writeTo(out);
    } else {
      out.put(uri.toString());
    }
    out.put('>');
    params.writeTo(out);
  }

  /** The wire text, the URI always in angle brackets. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NameAddr that
        && uri.equals(that.uri)
        && params.equals(that.params)
        && displayName().equals(that.displayName());
  }

  @Override
  public int hashCode() {
    return uri.hashCode() * 31 + params.hashCode();
  }
}

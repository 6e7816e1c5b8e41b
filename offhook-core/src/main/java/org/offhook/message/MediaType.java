package org.offhook.message;

/**
 * A media type or range: RFC 3261 sections 20.1 and 20.15.
 *
 * @param type as written, {@code *} in a range
 * @param subtype as written, {@code *} in a range
 */
public record MediaType(String type, String subtype, Parameters params) {
  /** {@code application/sdp}. */
  public static final MediaType APPLICATION_SDP = of("application", "sdp");

  /** {@code text/plain}. */
  public static final MediaType TEXT_PLAIN = of("text", "plain");

  /** Checks that both are tokens. */
  public MediaType {
    Ascii.checkedToken("media type", type);
    Ascii.checkedToken("media subtype", subtype);
    params = params.as(false);
  }

  /** A type without parameters. */
  public static MediaType of(String type, String subtype) {
    return new MediaType(type, subtype, Parameters.EMPTY);
  }

  /**
   * Parses {@code type/subtype;parameters}.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static MediaType parse(String text) {
    return Values.parse("media type", Ascii.checked("media type", text), MediaType::read);
  }

  static MediaType read(Cursor in) {
    in.skipSpace();
    String type = in.token("media type");
    if (!in.acceptSpaced('/')) {
      throw in.fault("'/' expected in a media type");
    }
    String subtype = in.token("media subtype");
    return new MediaType(type, subtype, Parameters.readHeader(in));
  }

  /** Whether one is the other or a range that holds it; parameters are not compared. */
  public boolean matches(MediaType other) {
    return same(type, other.type) && same(subtype, other.subtype);
  }

  /** Whether this is the other or a range that holds it. */
  boolean holds(MediaType other) {
    return (type.equals("*") || type.equalsIgnoreCase(other.type))
        && (subtype.equals("*") || subtype.equalsIgnoreCase(other.subtype));
  }

  /** Whether this is the type of a body of several parts (RFC 2046 section 5.1). */
  public boolean isMultipart() {
    return type.equalsIgnoreCase("multipart");
  }

  private static boolean same(String a, String b) {
    return a.equals("*") || b.equals("*") || a.equalsIgnoreCase(b);
  }

  /** A copy with one parameter set; null makes a flag. */
  public MediaType with(String name, @org.jspecify.annotations.Nullable String value) {
    return new MediaType(type, subtype, params.with(name, value));
  }

  void writeTo(WireWriter out) {
    out.put(type).put('/').put(subtype);
    params.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }
}

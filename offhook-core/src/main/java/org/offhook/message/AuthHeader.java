package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One challenge or one set of credentials: RFC 3261 sections 20.7, 20.27, 20.28, 20.44 and 25.1.
 *
 * <p>Never split at commas, since those separate its own parameters. Values are given and taken
 * unquoted; what was quoted on the wire is quoted again, and new parameters are quoted where RFC
 * 3261 section 25.1 demands it.
 */
public final class AuthHeader {
  private static final Set<String> UNQUOTED =
      Set.of("algorithm", "nc", "stale", "userhash", "auth-scheme");

  private record Param(String name, String value, boolean quoted) {}

  private final String scheme;
  private final List<Param> params;
  private final @Nullable String credential;

  private AuthHeader(String scheme, List<Param> params, @Nullable String credential) {
    this.scheme = scheme;
    this.params = params;
    this.credential = credential;
  }

  /** A header of this scheme, as {@code Digest}, without parameters yet. */
  public static AuthHeader of(String scheme) {
    return new AuthHeader(Ascii.checkedToken("scheme", scheme), List.of(), null);
  }

  /** Parameters alone, without a scheme: Authentication-Info. */
  public static AuthHeader ofParameters() {
    return new AuthHeader("", List.of(), null);
  }

  /**
   * Parses one row.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static AuthHeader parse(String text) {
    return Values.parse("credentials", Ascii.checked("credentials", text), AuthHeader::read);
  }

  static AuthHeader read(Cursor in) {
    in.skipSpace();
    String scheme = in.token("authentication scheme");
    in.skipSpace();
    int start = in.pos;
    boolean digest = scheme.equalsIgnoreCase("Digest");
    boolean other = !digest && !in.atEnd() && !startsParameter(in);
    in.pos = start;
    if (other) {
      return new AuthHeader(scheme, List.of(), in.rest());
    }
    try {
      return new AuthHeader(scheme, params(in), null);
    } catch (Malformed e) {
      if (digest) {
        throw e;
      }
      // a scheme with a grammar of its own (RFC 4475 section 3.3.7)
      in.pos = start;
      return new AuthHeader(scheme, List.of(), in.rest());
    }
  }

  static AuthHeader readParameters(Cursor in) {
    return new AuthHeader("", params(in), null);
  }

  private static boolean startsParameter(Cursor in) {
    while (in.peek() == ',') {
      in.pos++;
      in.skipSpace();
    }
    int start = in.pos;
    while (in.pos < in.end && Ascii.isToken(in.data[in.pos])) {
      in.pos++;
    }
    boolean named = in.pos > start && in.acceptSpaced('=');
    // a token68 (Bearer) ends in '=' with nothing or only '=' behind
    return named && !in.atEnd() && in.peek() != '=';
  }

  private static List<Param> params(Cursor in) {
    List<Param> params = new ArrayList<>(8);
    while (Values.nextElement(in)) {
      String name = in.token("parameter name");
      if (!in.acceptSpaced('=')) {
        throw in.fault("'=' expected");
      }
      boolean quoted = in.peek() == '"';
      String value = quoted ? in.quoted() : bareValue(in);
      if (params.size() == in.maxParameters) {
        throw in.fault("more than " + in.maxParameters + " parameters");
      }
      params.add(new Param(name, value, quoted));
      Values.endOfElement(in);
    }
    return List.copyOf(params);
  }

  private static String bareValue(Cursor in) {
    int start = in.pos;
    while (in.pos < in.end && in.data[in.pos] != ',' && !Ascii.isSpace(in.data[in.pos])) {
      if (in.data[in.pos] == '"') {
        throw in.fault("stray quote");
      }
      in.pos++;
    }
    return Tokens.text(in.data, start, in.pos);
  }

  /** The scheme as written; empty in Authentication-Info. */
  public String scheme() {
    return scheme;
  }

  /** Whether the scheme is Digest. */
  public boolean isDigest() {
    return scheme.equalsIgnoreCase("Digest");
  }

  /** What follows the scheme where it is not a list of parameters (Bearer and its like). */
  public Optional<String> credential() {
    return Optional.ofNullable(credential);
  }

  /** The value of a parameter, unquoted; names without regard to case. */
  public Optional<String> get(String name) {
    for (Param param : params) {
      if (param.name.equalsIgnoreCase(name)) {
        return Optional.of(param.value);
      }
    }
    return Optional.empty();
  }

  /** Whether there is a parameter of this name. */
  public boolean has(String name) {
    return get(name).isPresent();
  }

  /** The names in order, as written. */
  public List<String> names() {
    return params.stream().map(Param::name).toList();
  }

  /**
   * A copy with a parameter set, quoted as its name demands: algorithm, nc, stale, userhash and the
   * qop of credentials are tokens, all others quoted strings.
   */
  public AuthHeader with(String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    return with(name, value, !UNQUOTED.contains(key));
  }

  /** A copy with a parameter set to a token (as the qop of credentials). */
  public AuthHeader withToken(String name, String value) {
    return with(name, Ascii.checkedToken("parameter " + name, value), false);
  }

  /** A copy with a parameter set to a quoted string. */
  public AuthHeader withQuoted(String name, String value) {
    return with(name, value, true);
  }

  private AuthHeader with(String name, String value, boolean quoted) {
    Ascii.checkedToken("parameter name", name);
    Ascii.checked("parameter " + name, value);
    if (!quoted) {
      Ascii.checkedToken("parameter " + name, value);
    }
    Param added = new Param(name, value, quoted);
    List<Param> copy = new ArrayList<>(params);
    for (int i = 0; i < copy.size(); i++) {
      if (copy.get(i).name.equalsIgnoreCase(name)) {
        copy.set(i, added);
        return new AuthHeader(scheme, List.copyOf(copy), null);
      }
    }
    copy.add(added);
    return new AuthHeader(scheme, List.copyOf(copy), null);
  }

  /** A copy without a parameter. */
  public AuthHeader without(String name) {
    return new AuthHeader(
        scheme, params.stream().filter(p -> !p.name.equalsIgnoreCase(name)).toList(), credential);
  }

  void writeTo(WireWriter out) {
    out.put(scheme);
    String separator = scheme.isEmpty() ? "" : " ";
    if (credential != null) {
      out.put(separator).put(credential);
    }
    for (Param param : params) {
      out.put(separator).put(param.name).put('=');
      if (param.quoted) {
        out.quoted(param.value);
      } else {
        out.put(param.value);
      }
      separator = ", ";
    }
  }

  /** The wire text, secrets included; never to be logged. */
  public String toWire() {
    return WireWriter.textOf(this::writeTo);
  }

  /** Scheme and names; values stay hidden (they may be credentials). */
  @Override
  public String toString() {
    return scheme + names();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AuthHeader that && toWire().equals(that.toWire());
  }

  @Override
  public int hashCode() {
    return toWire().hashCode();
  }
}

package org.offhook.message;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A sip or sips URI: RFC 3261 section 19.1. */
public final class SipUri implements Uri {
  private static final List<String> NOT_IN_REQUEST_URI = List.of("method");
  private static final List<String> NOT_IN_FROM_AND_TO =
      List.of("maddr", "ttl", "transport", "lr", "method");

  private final boolean secure;
  private final @Nullable String user;
  private final @Nullable String password;
  private final String host;
  private final int port;
  private final Parameters params;
  private final @Nullable String headers;

  /** All that a URI is made of, to name each part where one is changed. */
  private record Parts(
      boolean secure,
      @Nullable String user,
      @Nullable String password,
      String host,
      int port,
      Parameters params,
      @Nullable String headers) {}

  private SipUri(Parts parts) {
    this.secure = parts.secure;
    this.user = parts.user;
    this.password = parts.password;
    this.host = parts.host;
    this.port = parts.port;
    this.params = parts.params;
    this.headers = parts.headers;
  }

  /**
   * Parses a sip or sips URI.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static SipUri parse(String text) {
    if (Uri.parse(text) instanceof SipUri uri) {
      return uri;
    }
    throw new IllegalArgumentException("not a sip or sips URI: " + text);
  }

  /** {@code sip:host}. */
  public static SipUri of(String host) {
    return new SipUri(
        new Parts(false, null, null, HostText.checked(host), -1, Parameters.EMPTY_URI, null));
  }

  /**
   * {@code sip:user@host:port}.
   *
   * @param user the user as meant; what needs it is escaped; null for none
   * @param host a name or an address, IPv6 in brackets
   * @param port -1 for none
   */
  public static SipUri of(@Nullable String user, String host, int port) {
    return of(host).withUser(user).withPort(port);
  }

  /** Reads what follows {@code sip:} up to the end of the range. */
  static SipUri read(Cursor in, boolean secure) {
    byte[] data = in.data;
    int at = in.pos;
    while (at < in.end && data[at] != '@') {
      at++;
    }
    String user = null;
    String password = null;
    if (at < in.end) {
      int colon = userPart(data, in.pos, at);
      if (colon == in.pos) {
        throw in.fault("URI has an empty user");
      }
      user = Tokens.text(data, in.pos, colon);
      if (colon < at) {
        passwordPart(data, colon + 1, at);
        password = Ascii.text(data, colon + 1, at);
      }
      in.pos = at + 1;
    }
    String host = HostText.read(in);
    int port = HostText.readPort(in);
    Parameters params = in.pos < in.end ? Parameters.readUri(in) : Parameters.EMPTY_URI;
    String headers = null;
    if (in.accept('?')) {
      headers = headersPart(in);
    }
    if (in.pos < in.end) {
      throw in.fault("character not allowed in a SIP URI");
    }
    return new SipUri(new Parts(secure, user, password, host, port, params, headers));
  }

  private static int userPart(byte[] data, int start, int end) {
    int i = start;
    while (i < end && data[i] != ':') {
      if (data[i] == '%') {
        UriText.checkEscapes(data, i, Math.min(i + 3, end));
        i += 3;
      } else if (Ascii.isUser(data[i])) {
        i++;
      } else {
        throw new Malformed("character not allowed in the user part of a URI", i);
      }
    }
    return i;
  }

  private static void passwordPart(byte[] data, int start, int end) {
    for (int i = start; i < end; i++) {
      if (data[i] != '%' && data[i] != ':' && !Ascii.isUser(data[i])) {
        throw new Malformed("character not allowed in the password of a URI", i);
      }
    }
    UriText.checkEscapes(data, start, end);
  }

  private static String headersPart(Cursor in) {
    int start = in.pos;
    while (in.pos < in.end) {
      byte c = in.data[in.pos];
      if (!Ascii.isUriValue(c) && c != '?' && c != ';') {
        throw in.fault("character not allowed in the headers of a URI");
      }
      in.pos++;
    }
    UriText.checkEscapes(in.data, start, in.end);
    return Ascii.text(in.data, start, in.end);
  }

  @Override
  public String scheme() {
    return secure ? "sips" : "sip";
  }

  /** Whether the scheme is sips. */
  public boolean secure() {
    return secure;
  }

  /** The user part with escapes resolved ({@code %00} stays). */
  public Optional<String> user() {
    return user == null ? Optional.empty() : Optional.of(UriText.decode(user));
  }

  /** The user part as it stands on the wire. */
  public Optional<String> rawUser() {
    return Optional.ofNullable(user);
  }

  /** The password with escapes resolved. */
  public Optional<String> password() {
    return password == null ? Optional.empty() : Optional.of(UriText.decode(password));
  }

  /** The host as written; an IPv6 address in its brackets. */
  public String host() {
    return host;
  }

  /** The port, empty if none is stated. */
  public OptionalInt port() {
    return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /** The URI parameters. */
  public Parameters params() {
    return params;
  }

  /** The headers part as on the wire, without its question mark. */
  public Optional<String> headers() {
    return Optional.ofNullable(headers);
  }

  /** The transport parameter in lower case. */
  public Optional<String> transport() {
    return params.get("transport").map(Ascii::lower);
  }

  /** Whether the {@code lr} parameter marks a loose router (section 16.12). */
  public boolean lr() {
    return params.has("lr");
  }

  /** The maddr parameter. */
  public Optional<String> maddr() {
    return params.get("maddr");
  }

  /** A copy with scheme sips, or sip. */
  public SipUri withSecure(boolean sips) {
    return new SipUri(new Parts(sips, user, password, host, port, params, headers));
  }

  /** A copy with this user as meant (it is escaped as needed); null removes user and password. */
  public SipUri withUser(@Nullable String newUser) {
    if (newUser == null) {
      return new SipUri(new Parts(secure, null, null, host, port, params, headers));
    }
    if (newUser.isEmpty()) {
      throw new IllegalArgumentException("user part of a URI is empty");
    }
    String raw = UriText.encode(Ascii.checked("user", newUser), UriText.USER);
    return new SipUri(new Parts(secure, raw, password, host, port, params, headers));
  }

  /** A copy with this password as meant; null removes it. */
  public SipUri withPassword(@Nullable String newPassword) {
    if (newPassword == null) {
      return new SipUri(new Parts(secure, user, null, host, port, params, headers));
    }
    if (user == null) {
      throw new IllegalArgumentException("a URI without a user has no password");
    }
    String raw = UriText.encode(Ascii.checked("password", newPassword), UriText.PASSWORD);
    return new SipUri(new Parts(secure, user, raw, host, port, params, headers));
  }

  /** A copy with this host; IPv6 in brackets. */
  public SipUri withHost(String newHost) {
    return new SipUri(
        new Parts(secure, user, password, HostText.checked(newHost), port, params, headers));
  }

  /** A copy with this port; -1 for none. */
  public SipUri withPort(int newPort) {
    return new SipUri(
        new Parts(secure, user, password, host, HostText.checkedPort(newPort), params, headers));
  }

  /** A copy with these URI parameters. */
  public SipUri withParams(Parameters newParams) {
    return new SipUri(new Parts(secure, user, password, host, port, newParams.as(true), headers));
  }

  /** A copy with one URI parameter set; null makes a flag. */
  public SipUri with(String name, @Nullable String value) {
    return withParams(params.with(name, value));
  }

  /** A copy without one URI parameter. */
  public SipUri without(String name) {
    return withParams(params.without(name));
  }

  /** A copy with one more header in its headers part, as meant (section 19.1.1). */
  public SipUri withHeader(String name, String value) {
    String pair =
        UriText.encode(Ascii.checkedToken("header name", name), UriText.HEADER)
            + "="
            + UriText.encode(Ascii.checked("header value", value), UriText.HEADER);
    String all = headers == null ? pair : headers + "&" + pair;
    return new SipUri(new Parts(secure, user, password, host, port, params, all));
  }

  /** A copy without the headers part. */
  public SipUri withoutHeaders() {
    return headers == null
        ? this
        : new SipUri(new Parts(secure, user, password, host, port, params, null));
  }

  /** The form for a Request-URI: no headers, no {@code method} (section 19.1.1, table 1). */
  public SipUri forRequestUri() {
    return withoutHeaders().withoutAll(NOT_IN_REQUEST_URI);
  }

  /** The form for From and To: no port, headers, nor routing parameters (19.1.1, table 1). */
  public SipUri forFromAndTo() {
    SipUri bare = withoutHeaders().withoutAll(NOT_IN_FROM_AND_TO);
    return bare.port < 0 ? bare : bare.withPort(-1);
  }

  private SipUri withoutAll(List<String> names) {
    Parameters kept = params;
    for (String name : names) {
      kept = kept.without(name);
    }
    return kept.size() == params.size() ? this : withParams(kept);
  }

  @Override
  public boolean matches(Uri other) {
    return other instanceof SipUri that && UriEquality.same(this, that);
  }

  @Nullable String rawUserOrNull() {
    return user;
  }

  @Nullable String rawPasswordOrNull() {
    return password;
  }

  int portOrNone() {
    return port;
  }

  @Nullable String headersOrNull() {
    return headers;
  }

  void writeTo(WireWriter out) {
    out.put(secure ? "sips:" : "sip:");
    if (user != null) {
      out.put(user);
      if (password != null) {
        out.put(':').put(password);
      }
      out.put('@');
    }
    out.put(host);
    if (port >= 0) {
      out.put(':').put((long) port);
    }
    params.writeTo(out);
    if (headers != null) {
      out.put('?').put(headers);
    }
  }

  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }

  /** The same text, part by part; see {@link #matches} for the same meaning. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SipUri that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return host.hashCode() * 31 + (user == null ? 0 : user.hashCode());
  }
}

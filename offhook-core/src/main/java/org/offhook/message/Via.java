package org.offhook.message;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One hop of the way that a request took: RFC 3261 section 20.42, RFC 3581. */
public final class Via {
  private static final String SIP = "SIP/2.0";

  private final String protocol;
  private final String transport;
  private final String host;
  private final int port;
  private final Parameters params;

  private Via(String protocol, String transport, String host, int port, Parameters params) {
    this.protocol = protocol;
    this.transport = transport;
    this.host = host;
    this.port = port;
    this.params = params;
  }

  /**
   * A hop over SIP/2.0.
   *
   * @param transport the token, as {@code UDP}
   * @param host a name or address, IPv6 in brackets
   * @param port -1 for none
   */
  public static Via of(String transport, String host, int port, Parameters params) {
    return new Via(
        SIP,
        Ascii.checkedToken("transport", transport),
        HostText.checked(host),
        HostText.checkedPort(port),
        params.as(false));
  }

  /**
   * Parses one value.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Via parse(String text) {
    return Values.parse("Via", Ascii.checked("Via", text), Via::read);
  }

  /** Reads one value up to a comma or the end. */
  static Via read(Cursor in) {
    in.skipSpace();
    String protocol = protocol(in);
    String transport = in.token("Via transport");
    int before = in.pos;
    in.skipSpace();
    if (in.pos == before) {
      throw in.fault("white space expected after the Via transport");
    }
    String host = HostText.read(in);
    in.skipSpace();
    int port = -1;
    if (in.accept(':')) {
      in.skipSpace();
      port = (int) in.number("Via port", 65_535);
    }
    Parameters params = Parameters.readHeader(in);
    String received = params.raw("received");
    if (received != null && received.contains(":::")) {
      in.tolerate(Tolerance.THREE_COLONS);
    }
    return new Via(protocol, transport, host, port, params);
  }

  private static String protocol(Cursor in) {
    if (in.end - in.pos > 8 && Ascii.equalsExactly(in.data, in.pos, in.pos + 8, "SIP/2.0/")) {
      in.pos += 8;
      in.skipSpace();
      return SIP;
    }
    String name = in.token("Via protocol");
    if (!in.acceptSpaced('/')) {
      throw in.fault("'/' expected in Via");
    }
    String version = in.token("Via protocol version");
    if (!in.acceptSpaced('/')) {
      throw in.fault("'/' expected in Via");
    }
    String protocol = name + "/" + version;
    return protocol.equalsIgnoreCase(SIP) ? SIP : protocol;
  }

  /** The protocol and version, {@code SIP/2.0}. */
  public String protocol() {
    return protocol;
  }

  /** The transport token as written, {@code UDP}. */
  public String transport() {
    return transport;
  }

  /** The sent-by host as written; an IPv6 address in its brackets. */
  public String host() {
    return host;
  }

  /** The sent-by port, empty if none is stated. */
  public OptionalInt port() {
    return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /** All parameters. */
  public Parameters params() {
    return params;
  }

  /** The branch parameter. */
  public Optional<String> branch() {
    return params.get("branch");
  }

  /** The received parameter, without brackets if it came with them (RFC 5118 section 4.5). */
  public Optional<String> received() {
    String value = params.value("received");
    if (value == null) {
      return Optional.empty();
    }
    if (value.startsWith("[") && value.endsWith("]")) {
      value = value.substring(1, value.length() - 1);
    }
    return Optional.of(value.replace(":::", "::"));
  }

  /** Whether rport is there, with a value or as the request for one (RFC 3581 section 3). */
  public boolean hasRport() {
    return params.has("rport");
  }

  /** The value of rport; empty if absent, a flag, or no port. */
  public OptionalInt rport() {
    String value = params.value("rport");
    if (value == null || value.isEmpty() || value.length() > 5) {
      return OptionalInt.empty();
    }
    int port = 0;
    for (int i = 0; i < value.length(); i++) {
      if (!Ascii.isDigit(value.charAt(i))) {
        return OptionalInt.empty();
      }
      port = port * 10 + value.charAt(i) - '0';
    }
    return port > 65_535 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /** A copy with one parameter set; null makes a flag. */
  public Via with(String name, @Nullable String value) {
    return new Via(protocol, transport, host, port, params.with(name, value));
  }

  /** A copy without one parameter. */
  public Via without(String name) {
    return new Via(protocol, transport, host, port, params.without(name));
  }

  /** A copy with these parameters. */
  public Via withParams(Parameters newParams) {
    return new Via(protocol, transport, host, port, newParams.as(false));
  }

  void writeTo(WireWriter out) {
    out.put(protocol).put('/').put(transport).put(' ').put(host);
    if (port >= 0) {
      out.put(':').put((long) port);
    }
    params.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Via that
        && protocol.equals(that.protocol)
        && transport.equalsIgnoreCase(that.transport)
        && host.equalsIgnoreCase(that.host)
        && port == that.port
        && params.equals(that.params);
  }

  @Override
  public int hashCode() {
    return Ascii.lower(host).hashCode() * 31 + params.hashCode();
  }
}

package org.offhook.message;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A telephone number as a URI: RFC 3966. */
public final class TelUri implements Uri {
  private static final String SEPARATORS = "-.()";

  private final String number;
  private final Parameters params;

  private TelUri(String number, Parameters params) {
    this.number = number;
    this.params = params;
  }

  /**
   * Parses {@code tel:…}.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static TelUri parse(String text) {
    if (Uri.parse(text) instanceof TelUri uri) {
      return uri;
    }
    throw new IllegalArgumentException("not a tel URI: " + text);
  }

  /** A global number, {@code +} and digits, visual separators allowed. */
  public static TelUri of(String globalNumber) {
    return parse("tel:" + globalNumber);
  }

  /** A local number with the phone-context that it needs (section 5.1.5). */
  public static TelUri of(String localNumber, String phoneContext) {
    return parse("tel:" + localNumber + ";phone-context=" + phoneContext);
  }

  /** Reads what follows {@code tel:} up to the end of the range. */
  static TelUri read(Cursor in) {
    int start = in.pos;
    boolean global = in.accept('+');
    boolean digits = false;
    while (in.pos < in.end && in.data[in.pos] != ';') {
      int c = in.data[in.pos];
      boolean digit = Ascii.isDigit(c) || (!global && (Ascii.isHex(c) || c == '*' || c == '#'));
      if (!digit && SEPARATORS.indexOf(c) < 0) {
        throw in.fault("character not allowed in a telephone number");
      }
      digits |= digit;
      in.pos++;
    }
    if (!digits) {
      throw in.fault("telephone number has no digit");
    }
    String number = Ascii.text(in.data, start, in.pos);
    Parameters params = Parameters.readUri(in);
    if (in.pos < in.end) {
      throw in.fault("character not allowed in a tel URI");
    }
    if (!global && !params.has("phone-context")) {
      throw in.fault("local telephone number without phone-context");
    }
    return new TelUri(number, params);
  }

  @Override
  public String scheme() {
    return "tel";
  }

  /** The number as written, with {@code +} and visual separators. */
  public String number() {
    return number;
  }

  /** The number without visual separators. */
  public String digits() {
    StringBuilder digits = new StringBuilder(number.length());
    for (int i = 0; i < number.length(); i++) {
      if (SEPARATORS.indexOf(number.charAt(i)) < 0) {
        digits.append(number.charAt(i));
      }
    }
    return digits.toString();
  }

  /** Whether the number is global, beginning with {@code +}. */
  public boolean isGlobal() {
    return number.startsWith("+");
  }

  /** The parameters, phone-context, ext and isub included. */
  public Parameters params() {
    return params;
  }

  /** The phone-context of a local number. */
  public Optional<String> phoneContext() {
    return params.get("phone-context");
  }

  /** A copy with one parameter set; null makes a flag. */
  public TelUri with(String name, @Nullable String value) {
    return new TelUri(number, params.with(name, value));
  }

  /** {@code sip:number@host;user=phone}: the whole subscriber in the user part (3261 19.1.6). */
  public SipUri toSip(String host) {
    return SipUri.of(subscriber(), host, -1).with("user", "phone");
  }

  /** The tel URI in the user part of a SIP URI with {@code user=phone}; empty if it is none. */
  public static Optional<TelUri> fromSip(SipUri uri) {
    String user = uri.rawUserOrNull();
    if (user == null || !uri.params().get("user").filter("phone"::equalsIgnoreCase).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse("tel:" + user));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean matches(Uri other) {
    return other instanceof TelUri that
        && digits().equalsIgnoreCase(that.digits())
        && comparable().equals(that.comparable());
  }

  private Map<String, String> comparable() {
    Map<String, String> map = new TreeMap<>();
    for (String name : params.names()) {
      String value = Ascii.lower(params.get(name).orElse(""));
      String key = Ascii.lower(name);
      boolean digits = key.equals("ext") || (key.equals("phone-context") && value.startsWith("+"));
      map.put(key, digits ? value.replaceAll("[-.()]", "") : value);
    }
    return map;
  }

  private String subscriber() {
    return WireWriter.textOf(this::writeSubscriber);
  }

  private void writeSubscriber(WireWriter out) {
    out.put(number);
    // RFC 3966 section 3: isub or ext first, then phone-context, then the rest by name
    Map<String, String> rest = new TreeMap<>();
    for (String name : params.names()) {
      rest.put(Ascii.lower(name), name);
    }
    for (String first : new String[] {"isub", "ext", "phone-context"}) {
      String name = rest.remove(first);
      if (name != null) {
        write(out, name);
      }
    }
    rest.values().forEach(name -> write(out, name));
  }

  private void write(WireWriter out, String name) {
    out.put(';').put(name);
    String raw = params.raw(name);
    if (raw != null) {
      out.put('=').put(raw);
    }
  }

  void writeTo(WireWriter out) {
    out.put("tel:");
    writeSubscriber(out);
  }

  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TelUri that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return digits().hashCode();
  }
}

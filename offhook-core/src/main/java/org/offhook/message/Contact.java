package org.offhook.message;

import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One value of Contact, an address or {@code *}: RFC 3261 section 20.10. */
public final class Contact {
  /** All bindings, in a REGISTER that removes them. */
  public static final Contact STAR = new Contact(null);

  private static final long MALFORMED_EXPIRES = 3600;

  private final @Nullable NameAddr address;

  private Contact(@Nullable NameAddr address) {
    this.address = address;
  }

  /** {@code <uri>}. */
  public static Contact of(Uri uri) {
    return new Contact(NameAddr.of(uri));
  }

  /** An address with its parameters. */
  public static Contact of(NameAddr address) {
    return new Contact(address);
  }

  /**
   * Parses one value.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Contact parse(String text) {
    return Values.parse("Contact", Ascii.checked("Contact", text), Contact::read);
  }

  static Contact read(Cursor in) {
    in.skipSpace();
    if (in.peek() == '*') {
      in.pos++;
      return STAR;
    }
    return new Contact(NameAddr.read(in));
  }

  /** Whether this is {@code *}. */
  public boolean isStar() {
    return address == null;
  }

  /**
   * The address.
   *
   * @throws IllegalStateException if this is {@code *}
   */
  public NameAddr address() {
    if (address == null) {
      throw new IllegalStateException("Contact is *");
    }
    return address;
  }

  /**
   * The URI.
   *
   * @throws IllegalStateException if this is {@code *}
   */
  public Uri uri() {
    return address().uri();
  }

  /** The header parameters; none for {@code *}. */
  public Parameters params() {
    return address == null ? Parameters.EMPTY : address.params();
  }

  /** The expires parameter in seconds; a malformed one counts as 3600 (section 20.10). */
  public Optional<Long> expires() {
    if (!params().has("expires")) {
      return Optional.empty();
    }
    // as on the wire, since a quoted number is malformed too
    String text = params().raw("expires");
    if (text == null || text.isEmpty() || text.length() > 10) {
      return Optional.of(MALFORMED_EXPIRES);
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!Ascii.isDigit(text.charAt(i))) {
        return Optional.of(MALFORMED_EXPIRES);
      }
      value = value * 10 + text.charAt(i) - '0';
    }
    return Optional.of(value > 0xffff_ffffL ? MALFORMED_EXPIRES : value);
  }

  /** The q parameter, 0 to 1 with at most 3 decimals; empty if absent or malformed. */
  public OptionalDouble q() {
    String text = params().value("q");
    if (text == null || text.isEmpty() || text.length() > 5) {
      return OptionalDouble.empty();
    }
    char whole = text.charAt(0);
    boolean plain = (whole == '0' || whole == '1') && (text.length() == 1 || text.charAt(1) == '.');
    int thousandths = 0;
    int weight = 100;
    for (int i = 2; plain && i < text.length(); i++) {
      plain = Ascii.isDigit(text.charAt(i));
      thousandths += (text.charAt(i) - '0') * weight;
      weight /= 10;
    }
    if (!plain || (whole == '1' && thousandths > 0)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(whole == '1' ? 1.0 : thousandths / 1000.0);
  }

  /** A copy with one header parameter set; null makes a flag. */
  public Contact with(String name, @Nullable String value) {
    return new Contact(address().with(name, value));
  }

  /** A copy without one header parameter. */
  public Contact without(String name) {
    return new Contact(address().without(name));
  }

  void writeTo(WireWriter out) {
    if (address == null) {
      out.put('*');
    } else {
      address.writeTo(out);
    }
  }

  /** The wire text. */
  @Override
  public String toString() {
    return address == null ? "*" : address.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Contact that
        && (address == null ? that.address == null : address.equals(that.address));
  }

  @Override
  public int hashCode() {
    return address == null ? 1 : address.hashCode();
  }
}

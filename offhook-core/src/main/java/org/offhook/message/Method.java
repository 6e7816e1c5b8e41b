package org.offhook.message;

import org.jspecify.annotations.Nullable;

/** A request method: RFC 3261 section 7.1. Case-sensitive, and open to new ones. */
public final class Method {
  /** RFC 3261 section 13. */
  public static final Method INVITE = new Method("INVITE", true);

  /** RFC 3261 section 13. */
  public static final Method ACK = new Method("ACK", true);

  /** RFC 3261 section 15. */
  public static final Method BYE = new Method("BYE", true);

  /** RFC 3261 section 9. */
  public static final Method CANCEL = new Method("CANCEL", true);

  /** RFC 3261 section 11. */
  public static final Method OPTIONS = new Method("OPTIONS", true);

  /** RFC 3261 section 10. */
  public static final Method REGISTER = new Method("REGISTER", true);

  /** RFC 6086. */
  public static final Method INFO = new Method("INFO", true);

  /** RFC 3311. */
  public static final Method UPDATE = new Method("UPDATE", true);

  /** RFC 3262. */
  public static final Method PRACK = new Method("PRACK", true);

  /** RFC 3515. */
  public static final Method REFER = new Method("REFER", true);

  /** RFC 6665. */
  public static final Method SUBSCRIBE = new Method("SUBSCRIBE", true);

  /** RFC 6665. */
  public static final Method NOTIFY = new Method("NOTIFY", true);

  /** RFC 3428. */
  public static final Method MESSAGE = new Method("MESSAGE", true);

  /** RFC 3903. */
  public static final Method PUBLISH = new Method("PUBLISH", true);

  private static final Method[] KNOWN = {
    INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, INFO, UPDATE, PRACK, REFER, SUBSCRIBE, NOTIFY,
    MESSAGE, PUBLISH
  };

  private final String name;
  private final boolean known;

  private Method(String name, boolean known) {
    this.name = name;
    this.known = known;
  }

  /**
   * The method of this name.
   *
   * @throws IllegalArgumentException if it is not a token
   */
  public static Method of(String name) {
    for (Method method : KNOWN) {
      if (method.name.equals(name)) {
        return method;
      }
    }
    return new Method(Ascii.checkedToken("method", name), false);
  }

  /** The method in a range of token characters. */
  static Method of(byte[] data, int start, int end) {
    for (Method method : KNOWN) {
      if (method.name.charAt(0) == data[start]
          && Ascii.equalsExactly(data, start, end, method.name)) {
        return method;
      }
    }
    return new Method(Ascii.text(data, start, end), false);
  }

  static Method read(Cursor in) {
    int start = in.pos;
    while (in.pos < in.end && Ascii.isToken(in.data[in.pos])) {
      in.pos++;
    }
    if (in.pos == start) {
      throw in.fault("method expected");
    }
    return of(in.data, start, in.pos);
  }

  /** The name as on the wire. */
  public String name() {
    return name;
  }

  /** Whether it is one of the constants of this class. */
  public boolean isKnown() {
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Method that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}

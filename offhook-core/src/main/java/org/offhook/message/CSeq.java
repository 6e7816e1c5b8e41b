package org.offhook.message;

/**
 * The number and method that order requests: RFC 3261 section 20.16.
 *
 * @param number 0 to 2^32-1; what is sent stays below 2^31
 */
public record CSeq(long number, Method method) {
  static final long MAX = 0xffff_ffffL;

  /** Checks the range. */
  public CSeq {
    if (number < 0 || number > MAX) {
      throw new IllegalArgumentException("CSeq number is not within 32 bits: " + number);
    }
  }

  static CSeq read(Cursor in) {
    in.skipSpace();
    long number = in.number("CSeq number", MAX);
    int before = in.pos;
    in.skipSpace();
    if (in.pos == before) {
      throw in.fault("white space expected after the CSeq number");
    }
    return new CSeq(number, Method.read(in));
  }

  void writeTo(WireWriter out) {
    out.put(number).put(' ').put(method.name());
  }

  /** The wire text. */
  @Override
  public String toString() {
    return number + " " + method;
  }
}

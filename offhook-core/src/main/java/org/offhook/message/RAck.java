package org.offhook.message;

/**
 * Which reliable provisional response a PRACK answers: RFC 3262 section 7.2.
 *
 * @param rseq the RSeq of that response
 * @param cseq the CSeq of that response
 */
public record RAck(long rseq, CSeq cseq) {
  /** Checks the range. */
  public RAck {
    if (rseq < 0 || rseq > CSeq.MAX) {
      throw new IllegalArgumentException("RSeq is not within 32 bits: " + rseq);
    }
  }

  static RAck read(Cursor in) {
    in.skipSpace();
    long rseq = in.number("RSeq number", CSeq.MAX);
    if (!Ascii.isSpace(in.peek())) {
      throw in.fault("white space expected");
    }
    return new RAck(rseq, CSeq.read(in));
  }

  void writeTo(WireWriter out) {
    out.put(rseq).put(' ');
    cseq.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return rseq + " " + cseq;
  }
}

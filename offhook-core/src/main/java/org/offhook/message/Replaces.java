package org.offhook.message;

/**
 * The dialog that a new one takes the place of, or joins, or refers to: RFC 3891 section 6.1, RFC
 * 3911, RFC 4538.
 *
 * @param params what is there beyond both tags
 */
public record Replaces(
    String callId, String toTag, String fromTag, boolean earlyOnly, Parameters params) {
  /** Checks that Call-ID and tags fit their places. */
  public Replaces {
    CallIdText.checked(callId);
    Ascii.checkedToken("to-tag", toTag);
    Ascii.checkedToken("from-tag", fromTag);
    params = params.as(false);
  }

  /** A reference to a dialog. */
  public static Replaces of(String callId, String toTag, String fromTag) {
    return new Replaces(callId, toTag, fromTag, false, Parameters.EMPTY);
  }

  /**
   * Parses a value of Replaces or Join.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Replaces parse(String text) {
    return Values.parse("Replaces", Ascii.checked("Replaces", text), Replaces::read);
  }

  static Replaces read(Cursor in) {
    in.skipSpace();
    String callId = CallIdText.read(in);
    Parameters all = Parameters.readHeader(in);
    String to = all.value("to-tag");
    String from = all.value("from-tag");
    if (to == null || from == null || !Ascii.isToken(to) || !Ascii.isToken(from)) {
      throw in.fault("to-tag and from-tag expected");
    }
    return new Replaces(
        callId,
        to,
        from,
        all.has("early-only"),
        all.without("to-tag").without("from-tag").without("early-only"));
  }

  void writeTo(WireWriter out) {
    out.put(callId).put(";to-tag=").put(toTag).put(";from-tag=").put(fromTag);
    if (earlyOnly) {
      out.put(";early-only");
    }
    params.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }
}

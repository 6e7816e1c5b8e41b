package org.offhook.message;

/**
 * One warning of a response: RFC 3261 section 20.43.
 *
 * @param code three digits
 * @param agent host or pseudonym of who warns
 * @param text words for people
 */
public record Warning(int code, String agent, String text) {
  /** Checks code, agent and text. */
  public Warning {
    if (code < 100 || code > 999) {
      throw new IllegalArgumentException("warning code has not three digits: " + code);
    }
    Ascii.checked("warning agent", agent);
    Ascii.checked("warning text", text);
    if (agent.isEmpty() || agent.indexOf(' ') >= 0 || agent.indexOf('"') >= 0) {
      throw new IllegalArgumentException("warning agent is not a host or token: '" + agent + "'");
    }
  }

  static Warning read(Cursor in) {
    in.skipSpace();
    int start = in.pos;
    int code = (int) in.number("warning code", 999);
    if (in.pos - start != 3 || code < 100) {
      throw new Malformed("warning code has not three digits", start);
    }
    in.skipSpace();
    String agent = in.word("warning agent");
    in.skipSpace();
    if (in.peek() != '"') {
      throw in.fault("quoted warning text expected");
    }
    int from = in.pos;
    in.skipQuoted();
    String text = Cursor.unquote(Ascii.text(in.data, from, in.pos));
    return new Warning(code, agent, text.replace('\u0000', '\uFFFD'));
  }

  void writeTo(WireWriter out) {
    out.put((long) code).put(' ').put(agent).put(' ').quoted(text);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }
}

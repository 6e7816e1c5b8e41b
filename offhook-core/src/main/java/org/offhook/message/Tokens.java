package org.offhook.message;

/** The tokens that every message repeats, kept once: reading them makes no new String. */
final class Tokens {
  private static final String[] COMMON = {
    "UDP",
    "TCP",
    "TLS",
    "WS",
    "WSS",
    "SCTP",
    "udp",
    "tcp",
    "tls",
    "ws",
    "wss",
    "branch",
    "rport",
    "received",
    "lr",
    "tag",
    "transport",
    "expires",
    "q",
    "ob",
    "maddr",
    "ttl",
    "user",
    "phone",
    "method",
    "application",
    "sdp",
    "text",
    "plain",
    "localhost",
    "127.0.0.1",
    "alias",
    "keep",
    "handling",
    "optional",
    "required",
    "session",
    "charset",
    "boundary",
    "multipart",
    "mixed",
    "reason",
    "retry-after",
    "active",
    "pending",
    "terminated",
    "refer",
    "presence",
    "id",
    "cause",
    "refresher",
    "uac",
    "uas",
    "Digest",
    "realm",
    "nonce",
    "uri",
    "response",
    "algorithm",
    "MD5",
    "cnonce",
    "nc",
    "qop",
    "opaque",
    "username",
    "reg-id",
    "+sip.instance",
    "duration",
    "yes",
    "true",
    "false",
    "no",
    "0",
    "1",
    "5060",
    "on",
    "comp",
    "gr",
    "pub-gruu",
    "temp-gruu",
  };
  private static final int MASK = 1023;
  private static final String[] TABLE = table();

  private Tokens() {}

  private static String[] table() {
    String[] table = new String[MASK + 1];
    for (String token : COMMON) {
      byte[] bytes = Ascii.bytes(token);
      int slot = hash(bytes, 0, bytes.length);
      while (table[slot] != null) {
        slot = (slot + 1) & MASK;
      }
      table[slot] = token;
    }
    return table;
  }

  private static int hash(byte[] data, int start, int end) {
    int length = end - start;
    return (data[start] * 31 + data[end - 1] * 7 + data[start + length / 2] * 131 + length * 517)
        & MASK;
  }

  /** The text of a range, the shared String where it is a common token. */
  static String text(byte[] data, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return "";
    }
    if (length <= 14) {
      int slot = hash(data, start, end);
      String found;
      while ((found = TABLE[slot]) != null) {
        if (Ascii.equalsExactly(data, start, end, found)) {
          return found;
        }
        slot = (slot + 1) & MASK;
      }
    }
    return Ascii.text(data, start, end);
  }
}

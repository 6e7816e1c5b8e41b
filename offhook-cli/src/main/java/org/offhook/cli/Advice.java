package org.offhook.cli;

import org.offhook.message.Status;

/** What a user can do about an error. */
final class Advice {

  static final String NO_ANSWER =
      "check the address and port, and that something listens there; --timeout waits longer";
  static final String NO_WAY = "check the address and the network";

  private Advice() {}

  /** About a refusal, with the separator in front; empty where nothing helps. */
  static String about(Status status) {
    var text =
        switch (status.code()) {
          case 401, 407 -> "give the right --user and password";
          case 403 -> "the server does not allow it: check the account and --aor";
          case 404, 410, 604 -> "check the address";
          case 408, 504 -> "somebody on the way did not answer: try again";
          case 423 -> "ask for a longer time with --expires";
          case 480, 486, 600, 603 -> "try again later";
          case 406, 488, 606 -> "offer other media with --sdp";
          case 405, 501 -> "the peer does not know this request";
          case 416 -> "write the address as sip:user@host";
          case 420, 421 -> "the peer and this version have no extension in common";
          case 482, 483 -> "the request goes in circles: check --proxy";
          case 500, 502, 503 -> "the server has trouble: try again later";
          default -> "";
        };
    return text.isEmpty() ? "" : "; " + text;
  }
}

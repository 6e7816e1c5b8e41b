package org.offhook.cli;

import java.io.Serial;

/** Ends a command with an exit code and one line that says what to do. */
final class Failure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int code;

  private Failure(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The peer refused, or did not answer. */
  static Failure refused(String message) {
    return new Failure(ExitCode.REFUSED, message);
  }

  /** The command was not used as it can be. */
  static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  /** There is no way to the peer, or no way to listen. */
  static Failure unreachable(String message) {
    return new Failure(ExitCode.UNREACHABLE, message);
  }

  /** The exit code. */
  int code() {
    return code;
  }
}

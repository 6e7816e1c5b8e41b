package org.offhook.cli;

/** The exit codes of every command. */
final class ExitCode {

  /** Done as asked. */
  static final int DONE = 0;

  /** The peer refused or did not answer, or a file is invalid. */
  static final int REFUSED = 1;

  /** Wrong usage, or an option whose feature is not there yet. */
  static final int USAGE = 2;

  /** Could not listen, resolve, connect or verify. */
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}

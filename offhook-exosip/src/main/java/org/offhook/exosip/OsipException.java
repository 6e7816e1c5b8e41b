package org.offhook.exosip;

import org.jspecify.annotations.Nullable;

/**
 * What eXosip2 tells by a negative code; each code has a class of its own in {@link OsipErrors},
 * where there is an example. The message says what to do.
 */
public abstract sealed class OsipException extends RuntimeException permits OsipErrors.Named {

  private static final long serialVersionUID = 1L;

  private int code;
  private @Nullable String message;

  OsipException() {}

  /** Gives a new one its code and its sentence; null: the code's text. */
  final OsipException of(int itsCode, @Nullable String sentence) {
    code = itsCode;
    message = sentence;
    return this;
  }

  /** The code, negative. */
  public final int code() {
    return code < 0 ? code : OsipError.of(this).code();
  }

  /** What to do, or what the code means. */
  @Override
  public final String getMessage() {
    return message != null ? message : OsipError.of(this).text();
  }
}

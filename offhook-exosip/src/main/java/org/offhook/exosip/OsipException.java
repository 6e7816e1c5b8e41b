package org.offhook.exosip;

/**
 * What eXosip2 tells by a negative code; each code has a class of its own in {@link OsipErrors},
 * where there is an example. The message says what to do.
 */
public abstract sealed class OsipException extends RuntimeException
    permits OsipErrors.OsipUnknownError,
        OsipErrors.OsipUndefinedError,
        OsipErrors.OsipBadParameter,
        OsipErrors.OsipWrongState,
        OsipErrors.OsipNoMem,
        OsipErrors.OsipSyntaxError,
        OsipErrors.OsipNotFound,
        OsipErrors.OsipApiNotInitialized,
        OsipErrors.OsipNoNetwork,
        OsipErrors.OsipPortBusy,
        OsipErrors.OsipUnknownHost,
        OsipErrors.OsipDiskFull,
        OsipErrors.OsipNoRights,
        OsipErrors.OsipFileNotExists,
        OsipErrors.OsipTimeout,
        OsipErrors.OsipTooMuchCall,
        OsipErrors.OsipWrongFormat,
        OsipErrors.OsipNoCommonCodec,
        OsipErrors.OsipRetryLimit,
        OsipErrors.OsipExecuteFailed {

  private static final long serialVersionUID = 1L;

  private final int code;

  OsipException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The code, negative. */
  public final int code() {
    return code;
  }
}

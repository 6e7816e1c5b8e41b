package org.offhook.exosip;

/**
 * The exceptions of eXosip2's codes, named as in its Python binding, and the check that throws
 * them. Any thread.
 *
 * <pre>{@code
 * try {
 *   OsipErrors.raiseIfOsipError(code);
 * } catch (OsipErrors.OsipNotFound e) {
 *   System.out.println(e.code());   // -6
 * }
 * }</pre>
 */
@SuppressWarnings("serial") // exceptions that nobody serializes
public final class OsipErrors {

  private OsipErrors() {}

  /**
   * Throws the exception of a negative code; 0 and positive codes, which are ids or say more than
   * success, pass.
   *
   * @throws OsipException of the code's own class, {@link OsipUnknownError} if it has none
   */
  public static void raiseIfOsipError(int code) {
    raiseIfOsipError(code, OsipError.find(code).map(OsipError::text).orElse("unknown error"));
  }

  /**
   * Throws the exception of a negative code, with these words.
   *
   * @throws OsipException of the code's own class, {@link OsipUnknownError} if it has none
   */
  public static void raiseIfOsipError(int code, String message) {
    if (code >= 0) {
      return;
    }
    throw OsipError.find(code)
        .map(error -> error.exception(message))
        .orElseGet(() -> new OsipUnknownError(code, message));
  }

  /** A negative code that {@link OsipError} does not have. */
  public static final class OsipUnknownError extends OsipException {
    OsipUnknownError(int code, String message) {
      super(code, message);
    }
  }

  /** −1, {@link OsipError#UNDEFINED_ERROR}. */
  public static final class OsipUndefinedError extends OsipException {
    OsipUndefinedError(String message) {
      super(-1, message);
    }
  }

  /** −2, {@link OsipError#BADPARAMETER}. */
  public static final class OsipBadParameter extends OsipException {
    OsipBadParameter(String message) {
      super(-2, message);
    }
  }

  /** −3, {@link OsipError#WRONG_STATE}. */
  public static final class OsipWrongState extends OsipException {
    OsipWrongState(String message) {
      super(-3, message);
    }
  }

  /** −4, {@link OsipError#NOMEM}. */
  public static final class OsipNoMem extends OsipException {
    OsipNoMem(String message) {
      super(-4, message);
    }
  }

  /** −5, {@link OsipError#SYNTAXERROR}. */
  public static final class OsipSyntaxError extends OsipException {
    OsipSyntaxError(String message) {
      super(-5, message);
    }
  }

  /** −6, {@link OsipError#NOTFOUND}. */
  public static final class OsipNotFound extends OsipException {
    OsipNotFound(String message) {
      super(-6, message);
    }
  }

  /** −7, {@link OsipError#API_NOT_INITIALIZED}. */
  public static final class OsipApiNotInitialized extends OsipException {
    OsipApiNotInitialized(String message) {
      super(-7, message);
    }
  }

  /** −10, {@link OsipError#NO_NETWORK}. */
  public static final class OsipNoNetwork extends OsipException {
    OsipNoNetwork(String message) {
      super(-10, message);
    }
  }

  /** −11, {@link OsipError#PORT_BUSY}. */
  public static final class OsipPortBusy extends OsipException {
    OsipPortBusy(String message) {
      super(-11, message);
    }
  }

  /** −12, {@link OsipError#UNKNOWN_HOST}. */
  public static final class OsipUnknownHost extends OsipException {
    OsipUnknownHost(String message) {
      super(-12, message);
    }
  }

  /** −30, {@link OsipError#DISK_FULL}. */
  public static final class OsipDiskFull extends OsipException {
    OsipDiskFull(String message) {
      super(-30, message);
    }
  }

  /** −31, {@link OsipError#NO_RIGHTS}. */
  public static final class OsipNoRights extends OsipException {
    OsipNoRights(String message) {
      super(-31, message);
    }
  }

  /** −32, {@link OsipError#FILE_NOT_EXIST}. */
  public static final class OsipFileNotExists extends OsipException {
    OsipFileNotExists(String message) {
      super(-32, message);
    }
  }

  /** −50, {@link OsipError#TIMEOUT}. */
  public static final class OsipTimeout extends OsipException {
    OsipTimeout(String message) {
      super(-50, message);
    }
  }

  /** −51, {@link OsipError#TOOMUCHCALL}. */
  public static final class OsipTooMuchCall extends OsipException {
    OsipTooMuchCall(String message) {
      super(-51, message);
    }
  }

  /** −52, {@link OsipError#WRONG_FORMAT}. */
  public static final class OsipWrongFormat extends OsipException {
    OsipWrongFormat(String message) {
      super(-52, message);
    }
  }

  /** −53, {@link OsipError#NOCOMMONCODEC}. */
  public static final class OsipNoCommonCodec extends OsipException {
    OsipNoCommonCodec(String message) {
      super(-53, message);
    }
  }

  /** −60, {@link OsipError#RETRY_LIMIT}. */
  public static final class OsipRetryLimit extends OsipException {
    OsipRetryLimit(String message) {
      super(-60, message);
    }
  }

  /** −2000, {@link OsipError#EXECUTE_FAILED}. */
  public static final class OsipExecuteFailed extends OsipException {
    OsipExecuteFailed(String message) {
      super(-2000, message);
    }
  }
}

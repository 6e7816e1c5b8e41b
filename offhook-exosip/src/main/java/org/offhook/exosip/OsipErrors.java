package org.offhook.exosip;

/**
 * The exceptions of eXosip2's codes, named as in its Python binding, and the check that throws
 * them. A program may throw one itself: its code and text are those of its {@link OsipError}. Any
 * thread.
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
    if (code < 0) {
      throw OsipError.find(code)
          .map(error -> error.exception(message))
          .orElseGet(() -> new OsipUnknownError().of(code, message));
    }
  }

  /** All of them. */
  abstract static sealed class Named extends OsipException {}

  /** A negative code that {@link OsipError} does not have. */
  public static final class OsipUnknownError extends Named {}

  /** −1, {@link OsipError#UNDEFINED_ERROR}. */
  public static final class OsipUndefinedError extends Named {}

  /** −2, {@link OsipError#BADPARAMETER}. */
  public static final class OsipBadParameter extends Named {}

  /** −3, {@link OsipError#WRONG_STATE}. */
  public static final class OsipWrongState extends Named {}

  /** −4, {@link OsipError#NOMEM}. */
  public static final class OsipNoMem extends Named {}

  /** −5, {@link OsipError#SYNTAXERROR}. */
  public static final class OsipSyntaxError extends Named {}

  /** −6, {@link OsipError#NOTFOUND}. */
  public static final class OsipNotFound extends Named {}

  /** −7, {@link OsipError#API_NOT_INITIALIZED}. */
  public static final class OsipApiNotInitialized extends Named {}

  /** −10, {@link OsipError#NO_NETWORK}. */
  public static final class OsipNoNetwork extends Named {}

  /** −11, {@link OsipError#PORT_BUSY}. */
  public static final class OsipPortBusy extends Named {}

  /** −12, {@link OsipError#UNKNOWN_HOST}. */
  public static final class OsipUnknownHost extends Named {}

  /** −30, {@link OsipError#DISK_FULL}. */
  public static final class OsipDiskFull extends Named {}

  /** −31, {@link OsipError#NO_RIGHTS}. */
  public static final class OsipNoRights extends Named {}

  /** −32, {@link OsipError#FILE_NOT_EXIST}. */
  public static final class OsipFileNotExists extends Named {}

  /** −50, {@link OsipError#TIMEOUT}. */
  public static final class OsipTimeout extends Named {}

  /** −51, {@link OsipError#TOOMUCHCALL}. */
  public static final class OsipTooMuchCall extends Named {}

  /** −52, {@link OsipError#WRONG_FORMAT}. */
  public static final class OsipWrongFormat extends Named {}

  /** −53, {@link OsipError#NOCOMMONCODEC}. */
  public static final class OsipNoCommonCodec extends Named {}

  /** −60, {@link OsipError#RETRY_LIMIT}. */
  public static final class OsipRetryLimit extends Named {}

  /** −2000, {@link OsipError#EXECUTE_FAILED}. */
  public static final class OsipExecuteFailed extends Named {}
}

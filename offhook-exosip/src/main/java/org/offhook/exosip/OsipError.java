package org.offhook.exosip;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The negative codes of eXosip2, each with its exception. Any thread.
 *
 * <pre>{@code
 * OsipError.find(-6);   // Optional[NOTFOUND]
 * }</pre>
 *
 * @see OsipErrors#raiseIfOsipError(int)
 */
public enum OsipError {
  /** −1: something went wrong that has no code of its own. */
  UNDEFINED_ERROR(
      -1, "something went wrong that has no code of its own", OsipErrors.OsipUndefinedError::new),

  /** −2: an argument is empty, out of range or of the wrong kind. */
  BADPARAMETER(
      -2,
      "an argument is empty, out of range or of the wrong kind",
      OsipErrors.OsipBadParameter::new),

  /** −3: not possible now: something is pending, answered, or not yet started. */
  WRONG_STATE(
      -3,
      "not possible now: something is pending, answered, or not yet started",
      OsipErrors.OsipWrongState::new),

  /** −4: out of memory. */
  NOMEM(-4, "out of memory", OsipErrors.OsipNoMem::new),

  /** −5: a URI, header field or message cannot be read. */
  SYNTAXERROR(-5, "a URI, header field or message cannot be read", OsipErrors.OsipSyntaxError::new),

  /** −6: there is nothing of this id or name. */
  NOTFOUND(-6, "there is nothing of this id or name", OsipErrors.OsipNotFound::new),

  /** −7: the library was not initialised. */
  API_NOT_INITIALIZED(-7, "the library was not initialised", OsipErrors.OsipApiNotInitialized::new),

  /** −10: no transport is open, or there is no local address. */
  NO_NETWORK(
      -10, "no transport is open, or there is no local address", OsipErrors.OsipNoNetwork::new),

  /** −11: the port is in use. */
  PORT_BUSY(-11, "the port is in use", OsipErrors.OsipPortBusy::new),

  /** −12: the host's name has no address. */
  UNKNOWN_HOST(-12, "the host's name has no address", OsipErrors.OsipUnknownHost::new),

  /** −30: the disk is full. */
  DISK_FULL(-30, "the disk is full", OsipErrors.OsipDiskFull::new),

  /** −31: access is denied. */
  NO_RIGHTS(-31, "access is denied", OsipErrors.OsipNoRights::new),

  /** −32: the file does not exist. */
  FILE_NOT_EXIST(-32, "the file does not exist", OsipErrors.OsipFileNotExists::new),

  /** −50: the time is over. */
  TIMEOUT(-50, "the time is over", OsipErrors.OsipTimeout::new),

  /** −51: there are too many calls. */
  TOOMUCHCALL(-51, "there are too many calls", OsipErrors.OsipTooMuchCall::new),

  /** −52: a message lacks what the step needs, as a PRACK an RSeq. */
  WRONG_FORMAT(
      -52,
      "a message lacks what the step needs, as a PRACK an RSeq",
      OsipErrors.OsipWrongFormat::new),

  /** −53: the two sides have no codec in common. */
  NOCOMMONCODEC(-53, "the two sides have no codec in common", OsipErrors.OsipNoCommonCodec::new),

  /** −60: it was tried often enough. */
  RETRY_LIMIT(-60, "it was tried often enough", OsipErrors.OsipRetryLimit::new),

  /** −2000: the sockets cannot be waited for any more. */
  EXECUTE_FAILED(
      -2000, "the sockets cannot be waited for any more", OsipErrors.OsipExecuteFailed::new);

  /** 0: it worked. */
  public static final int SUCCESS = 0;

  private final int code;
  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // constructors, which have no state
  private final Function<String, OsipException> maker;

  OsipError(int code, String text, Function<String, OsipException> maker) {
    this.code = code;
    this.text = text;
    this.maker = maker;
  }

  /** The error of a code; empty for 0, for positive codes and for those that nobody defined. */
  public static Optional<OsipError> find(int code) {
    return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
  }

  /** The code, negative. */
  public int code() {
    return code;
  }

  /** What it means, in a few words. */
  public String text() {
    return text;
  }

  /** The exception that says why something was refused. */
  OsipException because(Exception refusal) {
    var message = refusal.getMessage();
    return exception(message != null ? message : text);
  }

  /** The exception of this code with a sentence that says what to do. */
  OsipException exception(String message) {
    return maker.apply(message);
  }
}

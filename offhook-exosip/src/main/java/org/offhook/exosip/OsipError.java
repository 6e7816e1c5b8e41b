package org.offhook.exosip;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.offhook.exosip.OsipErrors.OsipApiNotInitialized;
import org.offhook.exosip.OsipErrors.OsipBadParameter;
import org.offhook.exosip.OsipErrors.OsipDiskFull;
import org.offhook.exosip.OsipErrors.OsipExecuteFailed;
import org.offhook.exosip.OsipErrors.OsipFileNotExists;
import org.offhook.exosip.OsipErrors.OsipNoCommonCodec;
import org.offhook.exosip.OsipErrors.OsipNoMem;
import org.offhook.exosip.OsipErrors.OsipNoNetwork;
import org.offhook.exosip.OsipErrors.OsipNoRights;
import org.offhook.exosip.OsipErrors.OsipNotFound;
import org.offhook.exosip.OsipErrors.OsipPortBusy;
import org.offhook.exosip.OsipErrors.OsipRetryLimit;
import org.offhook.exosip.OsipErrors.OsipSyntaxError;
import org.offhook.exosip.OsipErrors.OsipTimeout;
import org.offhook.exosip.OsipErrors.OsipTooMuchCall;
import org.offhook.exosip.OsipErrors.OsipUndefinedError;
import org.offhook.exosip.OsipErrors.OsipUnknownHost;
import org.offhook.exosip.OsipErrors.OsipWrongFormat;
import org.offhook.exosip.OsipErrors.OsipWrongState;

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
  UNDEFINED_ERROR(-1, OsipUndefinedError::new, "something went wrong that has no code of its own"),

  /** −2: an argument is empty, out of range or of a wrong kind. */
  BADPARAMETER(-2, OsipBadParameter::new, "an argument is empty, out of range or of a wrong kind"),

  /** −3: not possible now: something is pending, answered, or not yet started. */
  WRONG_STATE(-3, OsipWrongState::new, "something is pending, answered, or not yet started"),

  /** −4: out of memory. */
  NOMEM(-4, OsipNoMem::new, "out of memory"),

  /** −5: a URI, header field or message cannot be read. */
  SYNTAXERROR(-5, OsipSyntaxError::new, "a URI, header field or message cannot be read"),

  /** −6: there is nothing of this id or name. */
  NOTFOUND(-6, OsipNotFound::new, "there is nothing of this id or name"),

  /** −7: the library was not initialised. */
  API_NOT_INITIALIZED(-7, OsipApiNotInitialized::new, "the library was not initialised"),

  /** −10: no transport is open, or there is no local address. */
  NO_NETWORK(-10, OsipNoNetwork::new, "no transport is open, or there is no local address"),

  /** −11: the port is in use. */
  PORT_BUSY(-11, OsipPortBusy::new, "the port is in use"),

  /** −12: the host's name has no address. */
  UNKNOWN_HOST(-12, OsipUnknownHost::new, "the host's name has no address"),

  /** −30: the disk is full. */
  DISK_FULL(-30, OsipDiskFull::new, "the disk is full"),

  /** −31: access is denied. */
  NO_RIGHTS(-31, OsipNoRights::new, "access is denied"),

  /** −32: the file does not exist. */
  FILE_NOT_EXIST(-32, OsipFileNotExists::new, "the file does not exist"),

  /** −50: the time is over. */
  TIMEOUT(-50, OsipTimeout::new, "the time is over"),

  /** −51: there are too many calls. */
  TOOMUCHCALL(-51, OsipTooMuchCall::new, "there are too many calls"),

  /** −52: a message lacks what the step needs, as a PRACK an RSeq. */
  WRONG_FORMAT(-52, OsipWrongFormat::new, "a message lacks what the step needs, as PRACK an RSeq"),

  /** −53: the two sides have no codec in common. */
  NOCOMMONCODEC(-53, OsipNoCommonCodec::new, "the two sides have no codec in common"),

  /** −60: it was tried often enough. */
  RETRY_LIMIT(-60, OsipRetryLimit::new, "it was tried often enough"),

  /** −2000: the sockets cannot be waited for any more. */
  EXECUTE_FAILED(-2000, OsipExecuteFailed::new, "the sockets cannot be waited for any more");

  /** 0: it worked. */
  public static final int SUCCESS = 0;

  private final int code;
  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // constructors, which have no state
  private final Supplier<OsipException> maker;

  OsipError(int code, Supplier<OsipException> maker, String text) {
    this.code = code;
    this.maker = maker;
    this.text = text;
  }

  /** The error of a code; empty for 0, for positive codes and for those that nobody defined. */
  public static Optional<OsipError> find(int code) {
    return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
  }

  /** The error of an exception that a program made itself. */
  static OsipError of(OsipException made) {
    return Arrays.stream(values())
        .filter(error -> error.maker.get().getClass().equals(made.getClass()))
        .findFirst()
        .orElse(UNDEFINED_ERROR);
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
    return exception(refusal.getMessage());
  }

  /** The one of all with this number, of those that are counted from 0; else BADPARAMETER. */
  static <E> E numbered(E[] all, ToIntFunction<E> number, int wanted, String what) {
    var range = ": they go from 0 to " + (all.length - 1);
    return Arrays.stream(all)
        .filter(one -> number.applyAsInt(one) == wanted)
        .findFirst()
        .orElseThrow(
            () -> BADPARAMETER.exception("no " + what + " has the number " + wanted + range));
  }

  /** What a step gives; this error where an argument of it cannot be. */
  <T> T unless(Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException e) {
      throw because(e);
    }
  }

  /** The exception of this code with a sentence that says what to do; null: its text. */
  OsipException exception(@Nullable String message) {
    return maker.get().of(code, message);
  }
}

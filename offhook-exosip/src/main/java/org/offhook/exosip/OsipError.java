package org.offhook.exosip;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

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
      -1, OsipErrors.OsipUndefinedError::new, "something went wrong that has no code of its own"),

  /** −2: an argument is empty, out of range or of a wrong kind. */
  BADPARAMETER(
      -2,
      OsipErrors.OsipBadParameter::new,
      "an argument is empty, out of range or of a wrong kind"),

  /** −3: not possible now: something is pending, answered, or not yet started. */
  WRONG_STATE(
      -3, OsipErrors.OsipWrongState::new, "something is pending, answered, or not yet started"),

  /** −4: out of memory. */
  NOMEM(-4, OsipErrors.OsipNoMem::new, "out of memory"),

  /** −5: a URI, header field or message cannot be read. */
  SYNTAXERROR(-5, OsipErrors.OsipSyntaxError::new, "a URI, header field or message cannot be read"),

  /** −6: there is nothing of this id or name. */
  NOTFOUND(-6, OsipErrors.OsipNotFound::new, "there is nothing of this id or name"),

  /** −7: the library was not initialised. */
  API_NOT_INITIALIZED(-7, OsipErrors.OsipApiNotInitialized::new, "the library was not initialised"),

  /** −10: no transport is open, or there is no local address. */
  NO_NETWORK(
      -10, OsipErrors.OsipNoNetwork::new, "no transport is open, or there is no local address"),

  /** −11: the port is in use. */
  PORT_BUSY(-11, OsipErrors.OsipPortBusy::new, "the port is in use"),

  /** −12: the host's name has no address. */
  UNKNOWN_HOST(-12, OsipErrors.OsipUnknownHost::new, "the host's name has no address"),

  /** −30: the disk is full. */
  DISK_FULL(-30, OsipErrors.OsipDiskFull::new, "the disk is full"),

  /** −31: access is denied. */
  NO_RIGHTS(-31, OsipErrors.OsipNoRights::new, "access is denied"),

  /** −32: the file does not exist. */
  FILE_NOT_EXIST(-32, OsipErrors.OsipFileNotExists::new, "the file does not exist"),

  /** −50: the time is over. */
  TIMEOUT(-50, OsipErrors.OsipTimeout::new, "the time is over"),

  /** −51: there are too many calls. */
  TOOMUCHCALL(-51, OsipErrors.OsipTooMuchCall::new, "there are too many calls"),

  /** −52: a message lacks what the step needs, as a PRACK an RSeq. */
  WRONG_FORMAT(
      -52,
      OsipErrors.OsipWrongFormat::new,
      "a message lacks what the step needs, as PRACK an RSeq"),

  /** −53: the two sides have no codec in common. */
  NOCOMMONCODEC(-53, OsipErrors.OsipNoCommonCodec::new, "the two sides have no codec in common"),

  /** −60: it was tried often enough. */
  RETRY_LIMIT(-60, OsipErrors.OsipRetryLimit::new, "it was tried often enough"),

  /** −2000: the sockets cannot be waited for any more. */
  EXECUTE_FAILED(
      -2000, OsipErrors.OsipExecuteFailed::new, "the sockets cannot be waited for any more");

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

  /** The one of all with this number, in whose order they are; else BADPARAMETER. */
  static <E> E numbered(E[] all, ToIntFunction<E> number, int wanted, String what) {
    int last = number.applyAsInt(all[all.length - 1]);
    var range = ": they go from " + number.applyAsInt(all[0]) + " to " + last;
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

  /** Refuses with a sentence that says what to do, where something is so. */
  void when(boolean refused, String message) {
    if (refused) {
      throw exception(message);
    }
  }

  /** What is there; refuses with a sentence that says what to do, where nothing is. */
  <T> T unlessNull(@Nullable T value, String message) {
    if (value == null) {
      throw exception(message);
    }
    return value;
  }

  /** The exception of this code with a sentence that says what to do; null: its text. */
  OsipException exception(@Nullable String message) {
    return maker.get().of(code, message);
  }
}

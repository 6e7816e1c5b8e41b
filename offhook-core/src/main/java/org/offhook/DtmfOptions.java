package org.offhook;

import java.time.Duration;

/**
 * How key presses are sent by INFO; see {@link Call#sendDtmf(String, DtmfOptions)}.
 *
 * <pre>{@code
 * call.sendDtmf("42#", DtmfOptions.DEFAULT.withFormat(Dtmf.Format.PLAIN)).awaitOk();
 * }</pre>
 *
 * @param format the kind of body
 * @param tone how long each key is pressed, 1 ms to 60 s
 * @param pause the time between the end of one and the begin of the next, up to 60 s
 */
public record DtmfOptions(Dtmf.Format format, Duration tone, Duration pause) {

  /** {@code application/dtmf-relay}, 160 ms each, 80 ms between them. */
  public static final DtmfOptions DEFAULT =
      new DtmfOptions(Dtmf.Format.RELAY, Dtmf.USUAL, Duration.ofMillis(80));

  /** Checks the times. */
  public DtmfOptions {
    Dtmf.checked("a key press", tone);
    if (!pause.isZero()) {
      Dtmf.checked("a pause", pause);
    }
  }

  /** The same with another kind of body. */
  public DtmfOptions withFormat(Dtmf.Format other) {
    return new DtmfOptions(other, tone, pause);
  }

  /** The same with another length of each key press. */
  public DtmfOptions withTone(Duration time) {
    return new DtmfOptions(format, time, pause);
  }

  /** The same with another pause between them. */
  public DtmfOptions withPause(Duration time) {
    return new DtmfOptions(format, tone, time);
  }
}

package org.offhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.offhook.message.MediaType;

/**
 * One key press as INFO carries it: the bodies {@code application/dtmf-relay} and {@code
 * application/dtmf} of common practice (RFC 2976; both without a standard of their own).
 *
 * <p>Example: {@code if (event instanceof CallEvent.DtmfReceived key) { play(key.digit()); }}.
 *
 * @param digit {@code 0} to {@code 9}, {@code *}, {@code #}, {@code A} to {@code D}, or {@code !}
 *     for the hook flash
 * @param duration how long the key was pressed, where it is said; else {@link #USUAL}
 */
public record Dtmf(char digit, Duration duration) {

  /** What a key press lasts where nothing else is said. */
  public static final Duration USUAL = Duration.ofMillis(160);

  /** The keys in the order of their event numbers (RFC 4733 §3.2). */
  private static final String KEYS = "0123456789*#ABCD!";

  private static final long LONGEST_MILLIS = 60_000;
  private static final MediaType RELAY = Format.RELAY.type();
  private static final MediaType PLAIN = Format.PLAIN.type();

  /**
   * Checks key and time.
   *
   * @throws IllegalArgumentException if it is no key, or the time is not 1 ms to 60 s
   */
  public Dtmf {
    if (KEYS.indexOf(digit) < 0) {
      throw new IllegalArgumentException(
          "'" + (digit < ' ' ? '?' : digit) + "' is no key; use 0-9, *, #, A-D, or ! for a flash");
    }
    duration = checked("a key press", duration);
  }

  static Duration checked(String what, Duration time) {
    if (time.isNegative() || time.toMillis() < 1 || time.toMillis() > LONGEST_MILLIS) {
      throw new IllegalArgumentException(what + " lasts 1 ms to 60 s, not " + time);
    }
    return time;
  }

  /** A key, in either case. */
  static Dtmf of(char key, Duration duration) {
    return new Dtmf(key >= 'a' && key <= 'd' ? (char) (key - 32) : key, duration);
  }

  /** How a body says it. */
  public enum Format {
    /** {@code application/dtmf-relay}: lines {@code Signal=5} and {@code Duration=160}. */
    RELAY("dtmf-relay"),
    /** {@code application/dtmf}: the key alone. */
    PLAIN("dtmf");

    private final String subtype;

    Format(String subtype) {
      this.subtype = subtype;
    }

    MediaType type() {
      return MediaType.of("application", subtype);
    }
  }

  /** The body. */
  RequestBody body(Format format) {
    var text =
        format == Format.PLAIN
            ? String.valueOf(digit)
            : "Signal=" + digit + "\r\nDuration=" + duration.toMillis() + "\r\n";
    return new RequestBody(format.type(), text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The key press in a body; empty if it is of another type or says none.
   *
   * <p>Tolerance: any case and spaces, a colon for the equals sign, either form under either type,
   * event numbers 10 to 16 for the keys beyond 9, and a duration that is missing or senseless.
   */
  public static Optional<Dtmf> read(MediaType type, byte[] body) {
    if (!RELAY.matches(type) && !PLAIN.matches(type)) {
      return Optional.empty();
    }
    Optional<Character> key = Optional.empty();
    var duration = USUAL;
    for (var line : new String(body, StandardCharsets.ISO_8859_1).split("[\\r\\n]+", -1)) {
      var pair = line.strip().split("\\s*[=:]\\s*", 2);
      var name = pair[0].toLowerCase(Locale.ROOT);
      if (pair.length == 1) {
        key = key.isPresent() ? key : key(pair[0]);
      } else if (name.equals("signal")) {
        key = key(pair[1]);
      } else if (name.equals("duration")) {
        duration = duration(pair[1]);
      }
    }
    var time = duration;
    return key.map(one -> new Dtmf(one, time));
  }

  private static Optional<Character> key(String text) {
    if (text.length() == 1) {
      int key = KEYS.indexOf(text.toUpperCase(Locale.ROOT));
      return key < 0 ? Optional.empty() : Optional.of(KEYS.charAt(key));
    }
    return text.matches("1[0-6]")
        ? Optional.of(KEYS.charAt(Integer.parseInt(text)))
        : Optional.empty();
  }

  private static Duration duration(String text) {
    if (!text.matches("\\d{1,6}")) {
      return USUAL;
    }
    long millis = Long.parseLong(text);
    return millis < 1 || millis > LONGEST_MILLIS ? USUAL : Duration.ofMillis(millis);
  }
}

package org.offhook.eventpackage;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of reading a body: the typed body, or what is wrong with it.
 *
 * <pre>{@code
 * var waiting = MessageSummary.parse(bytes).body().map(MessageSummary::isWaiting).orElse(false);
 * }</pre>
 *
 * @param <T> the typed body
 */
public sealed interface BodyResult<T> {

  /**
   * The bytes are a usable body.
   *
   * @param value what was read
   */
  record Parsed<T>(T value) implements BodyResult<T> {}

  /**
   * The bytes are no usable body. That ends no subscription (RFC 6665 leaves it to the package).
   *
   * @param reason what is wrong, in words
   * @param line the number of the line at fault, counted from 1; 0 for the whole body
   */
  record Invalid<T>(String reason, int line) implements BodyResult<T> {

    @Override
    public String toString() {
      return line > 0 ? "line " + line + ": " + reason : reason;
    }
  }

  /** The typed body; empty if the bytes are none. */
  default Optional<T> body() {
    return switch (this) {
      case Parsed<T> parsed -> Optional.of(parsed.value());
      case Invalid<T> invalid -> Optional.empty();
    };
  }

  /** What is wrong; empty if nothing is. */
  default Optional<String> fault() {
    return switch (this) {
      case Parsed<T> parsed -> Optional.empty();
      case Invalid<T> invalid -> Optional.of(invalid.toString());
    };
  }

  /**
   * The typed body of bytes that the program itself wrote.
   *
   * @throws IllegalArgumentException saying what is wrong with them
   */
  default T orElseThrow() {
    return switch (this) {
      case Parsed<T> parsed -> parsed.value();
      case Invalid<T> invalid -> throw new IllegalArgumentException(invalid.toString());
    };
  }

  /** The same result with another view of the body. */
  default <U> BodyResult<U> map(Function<? super T, ? extends U> view) {
    return switch (this) {
      case Parsed<T> parsed -> new Parsed<U>(view.apply(parsed.value()));
      case Invalid<T> invalid -> new Invalid<U>(invalid.reason(), invalid.line());
    };
  }
}

package org.offhook.message;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** How one value of a header field is read and written; one object per shape, not per header. */
interface HeaderCodec<T> {
  /** Reads one value up to a comma (in lists) or the end; throws {@link Malformed}. */
  T read(Cursor in);

  void write(T value, WireWriter out);

  /** Refuses a value that must not be sent, with IllegalArgumentException. */
  default void check(T value) {}

  static <T> HeaderCodec<T> of(Function<Cursor, T> reader, BiConsumer<T, WireWriter> writer) {
    return new HeaderCodec<>() {
      @Override
      public T read(Cursor in) {
        return reader.apply(in);
      }

      @Override
      public void write(T value, WireWriter out) {
        writer.accept(value, out);
      }
    };
  }
}

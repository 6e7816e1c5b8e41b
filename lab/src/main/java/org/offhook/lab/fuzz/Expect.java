package org.offhook.lab.fuzz;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What must hold, whatever the input was. */
public final class Expect {

  private Expect() {}

  /** Fails unless it holds. */
  public static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  /** Fails unless it has a text. */
  public static void text(Object value) {
    holds(!value.toString().isEmpty(), "a text of " + value.getClass());
  }

  /** Fails unless both are equal, in both directions and with the same hash. */
  public static void same(@Nullable Object one, @Nullable Object other, String what) {
    if (!Objects.equals(one, other) || !Objects.equals(other, one)) {
      throw new AssertionError(what + ":\n  " + one + "\n  " + other);
    }
    if (Objects.hashCode(one) != Objects.hashCode(other)) {
      throw new AssertionError(what + ": equal, with different hash codes:\n  " + one);
    }
  }

  /** Fails unless the bytes are the same. */
  public static void same(byte[] one, byte[] other, String what) {
    if (!Arrays.equals(one, other)) {
      throw new AssertionError(what + ":\n" + Bytes.text(one) + "\n-----\n" + Bytes.text(other));
    }
  }
}

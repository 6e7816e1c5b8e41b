package org.offhook.lab.fuzz;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Feeds a target, until an input does what it must not. One thread. */
public final class Fuzzer {

  private final Target target;
  private final Meter meter;
  private final AtomicLong done = new AtomicLong();
  private volatile byte @Nullable [] current;

  /** One for this target. */
  public Fuzzer(Target target) {
    this.target = target;
    this.meter = new Meter(target.allowance());
  }

  /** What an input did. */
  public static final class Finding {
    private final byte[] input;
    private final Throwable failure;

    Finding(byte[] input, Throwable failure) {
      this.input = input;
      this.failure = failure;
    }

    /** What was thrown. */
    public Throwable failure() {
      return failure;
    }

    @Override
    public String toString() {
      return failure + "\n  input: \"" + Bytes.quoted(input) + "\"";
    }
  }

  /** Feeds the seeds themselves; null if all is well. */
  public @Nullable Finding seeds() {
    for (var seed : target.seeds()) {
      var failure = run(seed);
      if (failure != null) {
        return found(seed, failure);
      }
    }
    return null;
  }

  /** Feeds that many inputs; null if all is well. */
  public @Nullable Finding run(long count, long seed) {
    var mutator = new Mutator(target.seeds(), target.words(), seed);
    for (long i = 0; i < count; i++) {
      byte[] input = mutator.next();
      var failure = run(input);
      if (failure != null) {
        return found(input, failure);
      }
    }
    return null;
  }

  /** Feeds one input; null if all is well. */
  public @Nullable Throwable run(byte[] input) {
    current = input;
    done.incrementAndGet();
    try {
      meter.begin();
      target.check().run(input);
      if (meter.end(input)) {
        // not what was loaded and prepared for the first time
        meter.begin();
        target.check().run(input);
        Expect.holds(!meter.end(input), meter.last() + " bytes for an input of " + input.length);
      }
      return null;
    } catch (Throwable thrown) {
      return thrown;
    } finally {
      current = null;
    }
  }

  /** How many inputs so far. */
  public long done() {
    return done.get();
  }

  /** The most that one of them made its thread allocate, in bytes. */
  public long mostAllocated() {
    return meter.most();
  }

  /** What is being worked on, if anything; for a watching thread. */
  public byte @Nullable [] current() {
    return current;
  }

  private Finding found(byte[] input, Throwable failure) {
    byte[] shortest = input;
    for (int piece = Math.max(1, input.length / 2); piece > 0; piece /= 2) {
      for (int at = 0; at + piece <= shortest.length; ) {
        byte[] without = Arrays.copyOf(shortest, shortest.length - piece);
        System.arraycopy(shortest, at + piece, without, at, shortest.length - piece - at);
        if (isSame(failure, run(without))) {
          shortest = without;
        } else {
          at += piece;
        }
      }
    }
    var thrown = run(shortest);
    return new Finding(shortest, thrown == null ? failure : thrown);
  }

  /** The same fault: of one class, from one place of the program. */
  private static boolean isSame(Throwable one, @Nullable Throwable other) {
    return other != null
        && one.getClass() == other.getClass()
        && (one instanceof StackOverflowError || place(one).equals(place(other)));
  }

  private static String place(Throwable thrown) {
    var stack = thrown.getStackTrace();
    for (var frame : stack) {
      if (!frame.getClassName().equals(Expect.class.getName())
          && frame.getClassName().startsWith("org.offhook.")) {
        return frame.toString();
      }
    }
    return stack.length == 0 ? "" : stack[0].toString();
  }
}
